import { sql } from 'kysely';
import type { Em } from '../database/connection.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Json } from '../reply.ts';
import type { Caller } from './policy.ts';

export interface AuditEntryDraft {
  readonly event:
    | 'action.proposed'
    | 'action.vote'
    | 'action.approved'
    | 'action.denied'
    | 'action.cancelled'
    | 'action.expired'
    | 'action.running'
    | 'action.held'
    | 'action.done'
    | 'action.following'
    | 'action.failed'
    | 'action.stale'
    | 'action.undone'
    | 'action.kept'
    | 'action.superseded'
    | 'akkoma.unknown'
    | 'command.refused'
    | 'command.refused_often';
  readonly caller: Pick<Caller, 'id' | 'name' | 'source'>;
  readonly actionId: number | null;
  readonly interactionId: string | null;
  /** The command or operation, such as `user.deactivate`. */
  readonly command: string;
  readonly args: object;
  readonly reason: string | null;
  readonly detail: Json;
}

/**
 * Adds an entry to the append-only log; the database numbers it and chains it to the one before. Make it the last
 * statement of its transaction: the next writer waits until that ends.
 */
export async function appendToAudit(em: Em, jobs: Jobs, entry: AuditEntryDraft): Promise<void> {
  const { event, caller, actionId, interactionId, command, reason } = entry;
  await jobs.send(em, 'audit', {});
  await sql`
    insert into steward.audit_log
      (event, action_id, interaction_id, actor_id, actor_name, source, command, args, reason, detail)
    values (${event}, ${actionId}, ${interactionId}, ${caller.id}, ${caller.name}, ${caller.source}, ${command},
      ${JSON.stringify(entry.args)}::jsonb, ${reason}, ${JSON.stringify(entry.detail)}::jsonb)`.execute(
    em.getKysely(),
  );
}

/** Who acts when nobody does: what happens because its time has come. */
export const steward: Caller = {
  id: 'system:steward',
  name: 'Steward',
  source: 'system',
  roles: [],
  guildId: null,
  channelId: null,
};

import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import type { Json } from '../../text/reply.ts';
import type { Caller } from '../access/gate.ts';

/** What the audit log tells of. Entries of other versions may name other events. */
export type AuditEvent =
  | 'action.proposed'
  | 'action.vote'
  | 'action.approved'
  | 'action.denied'
  | 'action.cancelled'
  | 'action.expired'
  | 'action.running'
  | 'action.held'
  | 'action.waiting'
  | 'action.done'
  | 'action.begun'
  | 'action.following'
  | 'action.failed'
  | 'action.stale'
  | 'action.undone'
  | 'action.kept'
  | 'action.superseded'
  | 'akkoma.unknown'
  | 'command.refused'
  | 'command.refused_often';

export interface AuditEntryDraft {
  readonly event: AuditEvent;
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
 * Adds entries to the append-only log, in this order; the database numbers them and chains each to the one before. Nothing
 * follows in the transaction: the next writer waits until that ends.
 */
export async function appendToAudit(
  em: Em,
  jobs: Jobs,
  ...entries: readonly AuditEntryDraft[]
): Promise<void> {
  await jobs.send(em, 'audit', {});
  const rows = entries.map(({ caller: { id, name, source }, ...entry }) => ({
    ...entry,
    actor_id: id,
    actor_name: name,
    source,
    action_id: entry.actionId,
    interaction_id: entry.interactionId,
  }));
  await sql`
    insert into steward.audit_log
      (event, action_id, interaction_id, actor_id, actor_name, source, command, args, reason, detail)
    select event, action_id, interaction_id, actor_id, actor_name, source, command, args, reason, detail
    from rows from (
      jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (
        event text, action_id bigint, interaction_id text, actor_id text, actor_name text, source text, command text,
        args jsonb, reason text, detail jsonb)
    ) with ordinality
    order by ordinality`.execute(em.getKysely());
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

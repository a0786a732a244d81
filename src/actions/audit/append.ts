import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import type { Json } from '../../text/reply.ts';
import type { Caller } from '../access/gate.ts';

/** The events that this version writes to the audit log. Entries of other versions may have other events. */
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
  | 'command.refused_often'
  | 'command.refused_more';

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
 * Appends entries to the append-only audit log, in this order. A trigger numbers each entry and chains it to the one
 * before.
 *
 * Call this last in a transaction: the trigger takes an advisory lock, and every other writer of the log waits until
 * the transaction ends.
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

/**
 * The actor of everything that Steward does automatically, such as expiry and reversal. Nobody else has an id with this
 * prefix: a person is a number in Discord, or `console:NAME`.
 */
export const steward: Caller = {
  id: 'system:steward',
  name: 'Steward',
  source: 'system',
  roles: [],
  guildId: null,
  channelId: null,
};

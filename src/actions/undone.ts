import { sql } from 'kysely';
import type { Em } from '../database/connection.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Caller } from './policy.ts';

/** Has the card of each action that has been taken back by this one say so. */
export async function redrawUndone(em: Em, jobs: Jobs, by: number): Promise<void> {
  const { rows } = await sql<{ action: number }>`
    select id::integer as action from steward.actions
    where undone_by = ${by} and channel_id is not null order by id`.execute(em.getKysely());
  await jobs.sendAll(em, 'card', rows);
}

/** Writes down, for each action that has been taken back by this one, that it has. */
export async function auditUndone(
  em: Em,
  { caller, interactionId, reason }: { caller: Caller; interactionId: string | null; reason: string | null },
  by: number,
): Promise<void> {
  await sql`
    insert into steward.audit_log
      (event, action_id, interaction_id, actor_id, actor_name, source, command, args, reason, detail)
    select 'action.undone', id, ${interactionId}, ${caller.id}, ${caller.name}, ${caller.source}, operation, '{}',
      ${reason}, jsonb_build_object('by', ${by}::bigint)
    from steward.actions where undone_by = ${by} order by id`.execute(em.getKysely());
}

import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/** Digests are due on Monday at this hour, in UTC. */
const hour = 9;

/** The Monday after the newest week whose digest is due. */
const newestWeek = sql`date_trunc('week', timezone('UTC', now()) - make_interval(hours => ${hour}::integer))::date`;

/**
 * Returns the week whose digest a channel has yet to receive, as the Monday after it, such as `2027-04-05`; null where it
 * has it. A channel that is seen for the first time gets the digest of the present week.
 */
export async function dueDigest(em: Em, channelId: string): Promise<string | null> {
  const { rows } = await sql<{ week: string }>`
    with known as (
      insert into steward.digests (channel_id, week) values (${channelId}, ${newestWeek}) on conflict do nothing)
    select to_char(${newestWeek}, 'YYYY-MM-DD') as week from steward.digests
    where channel_id = ${channelId} and week < ${newestWeek}`.execute(em.getKysely());
  return rows[0]?.week ?? null;
}

/** Marks the digest of a week as posted. */
export async function digestPosted(em: Em, channelId: string, week: string): Promise<void> {
  await sql`
    update steward.digests set week = greatest(week, ${week}::date) where channel_id = ${channelId}`.execute(
    em.getKysely(),
  );
}

/** How often an operation was done. */
export interface Done {
  /** The name of the operation, such as `user.deactivate`. */
  readonly operation: string;
  readonly times: number;
}

/** Counts what was done in the week before a Monday, by operation, the most frequent first. */
export async function doneInWeek(em: Em, week: string): Promise<Done[]> {
  const { rows } = await sql<Done>`
    select command as operation, count(*)::integer as times from steward.audit_log
    where event = 'action.done' and at >= timezone('UTC', ${week}::timestamp - interval '7 days')
      and at < timezone('UTC', ${week}::timestamp)
    group by command order by times desc, command`.execute(em.getKysely());
  return rows;
}

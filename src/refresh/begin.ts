import { sql } from 'kysely';
import type { Instance } from '../akkoma/instance.ts';
import type { Em } from '../database/connection/connection.ts';
import { activatedAtOnce, enqueueActivations, enqueueReadings, readAtOnce } from './batches.ts';
import { type Changed, changedSince } from './changed.ts';

/**
 * Lists the accounts that the server has to read again, and enqueues the first jobs where there is a reader. The caller
 * then calls `followRefresh` until nothing is pending.
 */
export async function beginRefresh(
  em: Em,
  instance: Instance,
  { actionId, since }: { readonly actionId: number; readonly since: number },
  { reader, activations, readings }: Changed,
): Promise<void> {
  await sql`
    with changed as materialized (${changedSince(actionId, since)}),
    batched as (
      select 'activation' as kind, id, (row_number() over (order by id) - 1) / ${activatedAtOnce}::integer as batch
      from changed where is_activation
      union all
      select 'accounts', id, (row_number() over (order by id) - 1) / ${readAtOnce}::integer
      from changed where is_reading
    )
    insert into steward.refreshes (action_id, kind, accounts)
    select ${actionId}::bigint, kind, array_agg(id order by id) from batched group by kind, batch order by kind, batch`.execute(
    em.getKysely(),
  );
  if (reader === null) return;
  if (activations > 0) await enqueueActivations(em, instance, actionId);
  if (readings > 0) await enqueueReadings(em, instance, actionId, reader);
}

/** The longest time that the server can be executing a job, in seconds: it ends a job after five. */
const longestJob = 10;

/**
 * Deletes older jobs about accounts that an action has activated or deactivated: they would restore an outdated state.
 * A job that the server is executing waits for the rows that this transaction has locked, and would write that state as
 * soon as the transaction ends.
 *
 * @returns whether the server is executing such a job: the caller then has to try everything again when it has ended.
 */
export async function deleteOutdatedJobs(em: Em, actionId: number, since: number): Promise<boolean> {
  const older = sql`
    id in (select unnest(job_ids) from steward.refreshes where kind = 'activation')
    and args ->> 'user_id' in (
      select steward.flake_text(id) from (${changedSince(actionId, since)}) changed where changes_state)`;
  await sql`delete from oban_jobs where ${older} and state::text in ('available', 'scheduled')`.execute(
    em.getKysely(),
  );
  // A separate statement, so that it sees the jobs that the server has taken in the meantime.
  const { rows } = await sql`
    select from oban_jobs
    where ${older} and state::text = 'executing'
      and attempted_at > timezone('UTC', clock_timestamp()) - make_interval(secs => ${longestJob}::float8)
    limit 1`.execute(em.getKysely());
  return rows.length > 0;
}

import { sql } from 'kysely';
import type { Em } from '../../database/connection.ts';
import type { Instance } from '../instance.ts';
import { activatedAtOnce, enqueueActivations, enqueueReadings, readAtOnce } from './batches.ts';
import { type Changed, changedSince } from './changed.ts';

/**
 * Lists what the server is to read anew, and has it begin, where there is a reader. Then `followRefresh` is to be called until
 * nothing is pending. Older jobs about the same accounts go: they would bring back the state of their time.
 */
export async function beginRefresh(
  em: Em,
  instance: Instance,
  actionId: number,
  since: number,
  { reader, activations, readings }: Changed,
): Promise<void> {
  await sql`
    with changed as materialized (${changedSince(actionId, since)}),
    older as (
      delete from oban_jobs
      where id in (select unnest(job_ids) from steward.refreshes where kind = 'activation')
        and state::text in ('available', 'scheduled')
        and args ->> 'user_id' in (select steward.flake_text(id) from changed where changes_state)
    ),
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

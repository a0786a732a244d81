import { sql } from 'kysely';
import type { Database } from '../database/connection/connection.ts';
import { queueNames } from '../jobs/index.ts';

/** The number of jobs in a queue. */
export interface Depth {
  readonly queue: string;
  readonly due: number;
  /** Jobs that are not due yet. */
  readonly later: number;
  readonly active: number;
  /** The number of seconds for which the oldest due job has been due; 0 where there is none. */
  readonly oldest: number;
}

export async function depthOfQueues(database: Database): Promise<Depth[]> {
  const { rows } = await sql<Depth>`
    select named.queue,
      count(*) filter (where state < 'active' and start_after <= now())::integer as due,
      count(*) filter (where state < 'active' and start_after > now())::integer as later,
      count(*) filter (where state = 'active')::integer as active,
      coalesce(extract(epoch from now() - min(start_after) filter (where state < 'active' and start_after <= now())), 0)::float8
        as oldest
    from unnest(${sql.val(queueNames)}::text[]) as named (queue)
    left join steward_jobs.job on job.name = named.queue and job.state <= 'active'
    group by named.queue`.execute(database.em.fork().getKysely());
  return rows;
}

/** The number of actions in each state. States without actions are left out. */
export async function countActions(database: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::integer as count from steward.actions group by state`.execute(
    database.em.fork().getKysely(),
  );
  return new Map(rows.map(({ state, count }) => [state, count]));
}

import { sql } from 'kysely';
import type { Em } from './connection.ts';

/** How often it is looked for what is in the way, and how long that must have stood still, in milliseconds. */
const every = 500;
const standstill = 1_000;

/**
 * Does what must not wait for a process of Steward's that stands still or is cut off in the middle of a transaction: as long
 * as the transaction of `em` waits for a lock, connections of the same role are ended that hold it, or hold up who holds it,
 * and whose client has sent nothing for a second. Who is at work is waited for.
 *
 * By another connection, for which there must be room in the pool.
 */
export async function pastStandstill<Result>(em: Em, work: () => Promise<Result>): Promise<Result> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(em.getKysely());
  const pid = rows[0]?.pid ?? 0;
  const beside = em.fork().getKysely();
  const timer = setInterval(async () => {
    try {
      await sql`
        with recursive blocking (pid) as (
          select unnest(pg_blocking_pids(${pid}::integer))
          union
          select unnest(pg_blocking_pids(pid)) from blocking
        )
        select pg_terminate_backend(pid) from blocking join pg_stat_activity using (pid)
        where usename = current_user and state like 'idle in transaction%'
          and state_change < clock_timestamp() - make_interval(secs => ${standstill / 1_000}::float8)`.execute(
        beside,
      );
    } catch {
      // What is in the way then ends by itself, if later.
    }
  }, every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

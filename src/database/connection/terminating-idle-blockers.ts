import { sql } from 'kysely';
import type { Em } from './connection.ts';

/** How often blocking sessions are searched for, and how long they must have been idle, in milliseconds. */
const every = 500;
const standstill = 1_000;

/**
 * Does work that must not wait for a process of Steward's that is suspended or cut off in the middle of a transaction.
 * While the transaction of `em` waits for a lock, this ends the sessions of the same role that block it, directly or
 * through others, and are idle in a transaction for more than a second. It does not end sessions that are executing a
 * statement.
 *
 * Needs a second connection from the pool.
 */
export async function terminatingIdleBlockers<Result>(em: Em, work: () => Promise<Result>): Promise<Result> {
  const { rows } = await sql<{ pid: number; began: string }>`
    select pid, xact_start::text as began from pg_stat_activity where pid = pg_backend_pid()`.execute(
    em.getKysely(),
  );
  const { pid = 0, began = null } = rows[0] ?? {};
  const beside = em.fork().getKysely();
  const timer = setInterval(async () => {
    try {
      await sql`
        with recursive blocking (pid) as (
          -- Of this very transaction: by the time that a connection is free, it may be over.
          select unnest(pg_blocking_pids(pid)) from pg_stat_activity
          where pid = ${pid}::integer and xact_start = ${began}::timestamptz
          union
          select unnest(pg_blocking_pids(pid)) from blocking
        )
        select pg_terminate_backend(pid) from blocking join pg_stat_activity using (pid)
        where usename = current_user and state like 'idle in transaction%'
          and state_change < clock_timestamp() - make_interval(secs => ${standstill / 1_000}::float8)`.execute(
        beside,
      );
    } catch {
      // The blocking session then ends later, by its idle timeout.
    }
  }, every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

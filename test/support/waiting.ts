import type { ClientBase } from 'pg';
import { expect } from 'vitest';

/** Waits until another connection waits for a lock that this connection's transaction holds. */
export async function someoneWaits(client: ClientBase): Promise<void> {
  const waits = 'select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))';
  while ((await client.query(waits)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** How many connections to the same database wait for a lock, held by any connection. */
export async function waiting(client: ClientBase): Promise<number> {
  // Within a transaction, PostgreSQL would return the statistics that were read first again.
  await client.query('select pg_stat_clear_snapshot()');
  const { rowCount } = await client.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}

/** Waits until no job of these queues is left, and runs the delayed ones without their delay. */
export async function jobsSettled(client: ClientBase, ...queues: string[]): Promise<void> {
  const left = async () => {
    await client.query('update steward_jobs.job set start_after = now() where name = any($1)', [queues]);
    const { rowCount } = await client.query(
      `select from steward_jobs.job where name = any($1) and state in ('created', 'active', 'retry')`,
      [queues],
    );
    return rowCount;
  };
  await expect.poll(left).toBe(0);
}

import type { ClientBase } from 'pg';

/** Until another connection waits for what this one holds in its transaction. */
export async function someoneWaits(client: ClientBase): Promise<void> {
  const waits = 'select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))';
  while ((await client.query(waits)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** How many connections to the same database wait for a lock, whoever holds it. */
export async function waiting(client: ClientBase): Promise<number> {
  // What a transaction has seen there once it would see again.
  await client.query('select pg_stat_clear_snapshot()');
  const { rowCount } = await client.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}

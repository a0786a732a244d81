import type { ClientBase } from 'pg';

/** Until another connection waits for what this one holds in its transaction. */
export async function someoneWaits(client: ClientBase): Promise<void> {
  const waits = 'select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))';
  while ((await client.query(waits)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

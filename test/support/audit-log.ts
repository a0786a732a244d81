import type { Client } from 'pg';

/** Writes the given number of entries into the audit log. The database chains them. */
export async function writeEntries(client: Client, count: number): Promise<void> {
  const write = (number: number) =>
    client.query(
      `insert into steward.audit_log (event, actor_id, actor_name, source, command, args, reason, detail)
       select 'command.refused', 'system:mo', 'mo', 'console', 'user.rm', jsonb_build_object('nickname', 'n' || n), 'spam',
         '{"because": "no"}' from generate_series(1, $1) n`,
      [number],
    );
  const few = Math.min(count, 100);
  await write(few);
  // Autovacuum does this in a real database. Without it, PostgreSQL would search all entries for the last one.
  if (count > few) await client.query('analyze steward.audit_log');
  if (count > few) await write(count - few);
}

/** Changes the audit log as a superuser could to hide a trace: no trigger fires. */
export async function tamper(client: Client, statement: string): Promise<void> {
  await client.query(`begin; set local session_replication_role = replica; ${statement}; commit`);
}

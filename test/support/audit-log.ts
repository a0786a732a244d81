import type { Client } from 'pg';

/** Writes so many entries into the audit log, each as the database chains it. */
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
  // What autovacuum does in the long run: without it the last entry would be looked for in all of them.
  if (count > few) await client.query('analyze steward.audit_log');
  if (count > few) await write(count - few);
}

/** As a superuser would, to cover a trace: no trigger sees it. */
export async function tamper(client: Client, statement: string): Promise<void> {
  await client.query(`begin; set local session_replication_role = replica; ${statement}; commit`);
}

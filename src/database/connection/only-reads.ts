import { sql } from 'kysely';
import type { Em } from './connection.ts';

/**
 * Whether a transaction of this connection cannot write, and if so, why not: the server is a standby, or a setting of
 * the server, the database or the role.
 */
export async function onlyReads(em: Em): Promise<'standby' | 'setting' | false> {
  const { rows } = await sql<{ reads: boolean; standby: boolean }>`
    select current_setting('transaction_read_only') = 'on' as reads, pg_is_in_recovery() as standby`.execute(
    em.getKysely(),
  );
  const [row] = rows;
  if (row?.reads !== true) return false;
  return row.standby ? 'standby' : 'setting';
}

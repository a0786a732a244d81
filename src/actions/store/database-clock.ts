import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/**
 * So many milliseconds from this moment on, by the database's clock, which is the one that all replicas share. The time of
 * the transaction would not do: one that had to wait for others is over when what it set out to do later is due.
 */
export async function timeFromNow(em: Em, milliseconds: number): Promise<Date> {
  const { rows } = await sql<{ epoch: number }>`
    select (extract(epoch from clock_timestamp()) * 1000 + ${milliseconds}::float8)::float8 as epoch`.execute(
    em.getKysely(),
  );
  return new Date(rows[0]?.epoch ?? Number.NaN);
}

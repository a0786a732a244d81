import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/**
 * Returns the time in the given number of milliseconds, by the clock of the database, which all processes share. It
 * does not use `now()`, the start of the transaction: after a long wait for a lock, a time that was computed from it
 * could already be over.
 */
export async function timeFromNow(em: Em, milliseconds: number): Promise<Date> {
  const { rows } = await sql<{ epoch: number }>`
    select (extract(epoch from clock_timestamp()) * 1000 + ${milliseconds}::float8)::float8 as epoch`.execute(
    em.getKysely(),
  );
  return new Date(rows[0]?.epoch ?? Number.NaN);
}

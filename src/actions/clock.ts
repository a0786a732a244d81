import { sql } from 'kysely';
import type { Em } from '../database/connection.ts';

/** So many milliseconds after the transaction began, by the database's clock, which is the one that all replicas share. */
export async function timeFromNow(em: Em, milliseconds: number): Promise<Date> {
  const { rows } = await sql<{ epoch: number }>`
    select (extract(epoch from now()) * 1000 + ${milliseconds}::float8)::float8 as epoch`.execute(
    em.getKysely(),
  );
  return new Date(rows[0]?.epoch ?? Number.NaN);
}

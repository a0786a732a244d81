import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { flags } from './flags.ts';

/** Counts the open reports about an account, which its ActivityPub id names. */
export async function countOpenReports(em: Em, about: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with ${flags}
    select count(*)::integer as count from flags where state = 'open' and about = ${about}`.execute(
    em.getKysely(),
  );
  return rows[0]?.count ?? 0;
}

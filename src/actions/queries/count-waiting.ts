import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';

/** Counts the requests that still need approvals. */
export async function countWaiting(em: Em): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from steward.actions
    where state = 'proposed' and votes_needed > 0 and (deadline is null or deadline > now())`.execute(
    em.getKysely(),
  );
  return rows[0]?.count ?? 0;
}

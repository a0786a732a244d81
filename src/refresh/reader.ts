import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../akkoma/instance.ts';
import { isFit } from '../akkoma/schema/fit.ts';
import type { Em } from '../database/connection/connection.ts';
import { columns, type Writes } from '../database/rights/writes.ts';

/** What is written to make the server read accounts anew. */
export const refreshWrites: Writes = {
  following_relationships: {
    insert: columns('follower_id following_id state inserted_at updated_at'),
    update: ['updated_at'],
    delete: true,
  },
  oban_jobs: { insert: columns('worker queue priority max_attempts args'), delete: true },
};

/** Whether the tables are, in what is done to them for it, as they are known. */
export const isReaderUsable = (instance: Instance): boolean => isFit(instance, refreshWrites);

/**
 * The id of the server's own actor by which it is made to read others; none where the actor is not as the server makes it:
 * the job would change more than it is to.
 */
export const readerOf = ({ baseUrl }: Instance): RawBuilder<unknown> => sql`
  select u.id from users u
  where u.nickname = 'internal.fetch' and u.ap_id = ${`${baseUrl}/internal/fetch`} and u.local and u.is_active
    and not exists (select from following_relationships r where r.follower_id = u.id)`;

/** The same, found; null where there is none, or the tables are not as they are known. */
export async function findReader(em: Em, instance: Instance): Promise<string | null> {
  if (!isReaderUsable(instance)) return null;
  const { rows } = await sql<{ id: string }>`${readerOf(instance)}`.execute(em.getKysely());
  return rows[0]?.id ?? null;
}

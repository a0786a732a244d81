import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../akkoma/instance.ts';
import { isFit } from '../akkoma/schema/fit.ts';
import type { Em } from '../database/connection/connection.ts';
import { columns, type Writes } from '../database/rights/writes.ts';

/** The writes that make Akkoma's server read accounts again. */
export const refreshWrites: Writes = {
  following_relationships: {
    insert: columns('follower_id following_id state inserted_at updated_at'),
    update: ['updated_at'],
    delete: true,
  },
  oban_jobs: { insert: columns('worker queue priority max_attempts args'), delete: true },
};

/** Whether Akkoma's tables are as Steward knows them, as far as these writes need. */
export const isReaderUsable = (instance: Instance): boolean => isFit(instance, refreshWrites);

/**
 * A select of the id of the server's own actor that makes it read other accounts. It is empty where the actor is not as
 * the server creates it: the job would then change more than intended.
 */
export const readerOf = ({ baseUrl }: Instance): RawBuilder<unknown> => sql`
  select u.id from users u
  where u.nickname = 'internal.fetch' and u.ap_id = ${`${baseUrl}/internal/fetch`} and u.local and u.is_active
    and not exists (select from following_relationships r where r.follower_id = u.id)`;

/** Reads the id that `readerOf` selects; null where there is none, or where the tables have changed. */
export async function findReader(em: Em, instance: Instance): Promise<string | null> {
  if (!isReaderUsable(instance)) return null;
  const { rows } = await sql<{ id: string }>`${readerOf(instance)}`.execute(em.getKysely());
  return rows[0]?.id ?? null;
}

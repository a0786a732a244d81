import { type RawBuilder, sql } from 'kysely';
import { lockRows } from '../../database/locks/lock-rows.ts';
import type { RetractionContext } from './retracting.ts';

/**
 * Turns objects that are no longer tombstones into tombstones again.
 *
 * @param tombstones a select of `id`, the object's, and `data`, the tombstone that it was turned into.
 * @returns the number of objects.
 */
export async function buryAgain(
  { em, journal, now }: Pick<RetractionContext, 'em' | 'journal' | 'now'>,
  tombstones: RawBuilder<unknown>,
): Promise<number> {
  const returned = sql`
    select grave.id, grave.data from (${tombstones}) grave join objects o on o.id = grave.id
    where o.data ->> 'type' <> 'Tombstone'`;
  await lockRows(em, { table: 'objects', ids: sql`select id from (${returned}) returned` });
  return journal.update('objects', ['data'], returned, now);
}

import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Instance } from '../../akkoma/instance.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';

interface Which {
  /** The FlakeId of the post. */
  readonly post: string;
}

/** A select of the id of the post's Create, if it still exists. */
export const createOf = ({ post }: Which): RawBuilder<unknown> => sql`
  select a.id from activities a where a.id = ${uuidFromFlakeId(post)}::uuid and a.data ->> 'type' = 'Create'`;

/** A select of the number of the post's object, if it still exists. */
export const objectOf = ({ post }: Which): RawBuilder<unknown> => sql`
  select o.id from activities a join objects o on o.data ->> 'id' = a.data ->> 'object'
  where a.id = ${uuidFromFlakeId(post)}::uuid and a.data ->> 'type' = 'Create'`;

/**
 * Locks the rows of a post, and the counters of posts that its visibility counts in. The counters come first, because
 * the server locks them before everything else.
 */
export const lockPost = (em: Em, { features }: Instance, which: Which): Promise<void> =>
  lockRows(
    em,
    ...(features.countsPosts
      ? [
          {
            table: 'counter_cache',
            ids: sql`
              select counter.id from activities a join counter_cache counter on counter.instance = split_part(a.actor, '/', 3)
              where a.id in (${createOf(which)})`,
          },
        ]
      : []),
    { table: 'objects', ids: objectOf(which) },
    { table: 'activities', ids: createOf(which) },
  );

import { randomUUID } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import { canonical, type Data } from './activity-data.ts';
import { type Records, second } from './records.ts';

/**
 * Ends one follow as the server does (behaviour.md 20.1): replaces the newest Follow with an Undo, deletes the
 * relationship, and recounts both accounts.
 */
export async function endFollow(
  records: Records,
  follower: QueryResultRow,
  followed: QueryResultRow,
): Promise<void> {
  const follow = await records.one(
    `select id, data from activities
     where coalesce(data -> 'object' ->> 'id', data ->> 'object') = $1 and actor = $2 and data ->> 'type' = 'Follow'
     order by id desc limit 1`,
    [followed.ap_id, follower.ap_id],
  );
  if (follow !== undefined) await undoFollow(records, follower, followed, follow);
  await records.all('delete from following_relationships where follower_id = $1 and following_id = $2', [
    follower.id,
    followed.id,
  ]);
  await recount(records, 'following_count', follower.id, 'follower_id', 'following_id');
  await recount(records, 'follower_count', followed.id, 'following_id', 'follower_id');
}

async function undoFollow(
  { settings, insertActivity, deleteActivity, index, publish }: Records,
  follower: QueryResultRow,
  followed: QueryResultRow,
  follow: QueryResultRow,
): Promise<void> {
  const context = `${settings.baseUrl}/contexts/${randomUUID()}`;
  // Microseconds, as the server writes times into activities.
  const published = new Date().toISOString().replace('Z', '000Z');
  const object: Data = { context, published, ...follow.data };
  const undo: Data = {
    type: 'Undo',
    actor: follower.ap_id,
    to: [followed.ap_id],
    object,
    context,
    published,
  };
  const { flake } = await insertActivity(undo, [followed.ap_id]);
  await deleteActivity(follow.id);
  await index({ op: 'add_to_index', activity: flake });
  if (settings.federating) await publish(flake, 0, canonical(object));
}

/** Recounts the follows of a local account. The counts of a remote account are known only to its own server. */
async function recount(
  { all }: Records,
  counter: 'following_count' | 'follower_count',
  user: string,
  own: 'follower_id' | 'following_id',
  others: 'follower_id' | 'following_id',
): Promise<void> {
  await all(
    `with counted as (
       select count(*)::integer as count
       from following_relationships r join users other on other.id = r.${others}
       where r.${own} = $1 and r.state = 2 and other.id <> $1 and other.is_active
         and other.nickname is not null and other.nickname not like 'internal.%'
     )
     update users set ${counter} = counted.count, updated_at = $2 from counted
     where id = $1 and local and ${counter} <> counted.count`,
    [user, second()],
  );
}

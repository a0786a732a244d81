import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../database/journal.ts';
import { recountFollows, visible } from './recount.ts';

/**
 * Activates or deactivates accounts as Akkoma does (operations.md 6): the accounts' accepted follows of active local
 * accounts end (on activation too), and the counts of everyone concerned are brought up to date. Nothing is federated.
 *
 * Where a stored count was already wrong, Akkoma may leave it wrong by one; here it becomes right.
 *
 * @param targets a select of the ids of the accounts, all of them in the opposite state.
 * @returns how many accounts changed, and how many of their follows ended.
 */
export async function setActivation(
  { journal, now }: { journal: Journal; now: Date },
  targets: RawBuilder<unknown>,
  active: boolean,
): Promise<{ accounts: number; follows: number }> {
  const accounts = await journal.update(
    'users',
    ['is_active'],
    sql`select id, ${active}::boolean as is_active from users where id in (${targets})`,
    now,
  );
  const follows = await journal.delete('following_relationships', localFollows(targets));
  const ended = journal.deleted('following_relationships');
  await recountFollows(journal, now, {
    following: sql`
      select u.id from users u where u.local and u.id in (
        select follower_id from ${ended} ended
        union
        select r.follower_id from following_relationships r join users follower on follower.id = r.follower_id
        where r.following_id in (${targets}) and r.state = 2 and follower.local and ${visible('follower')})`,
    followed: sql`
      select u.id from users u where u.local and u.id in (select following_id from ${ended} ended)`,
  });
  return { accounts, follows };
}

/** Accepted follows, by the accounts, of local accounts that Akkoma counts as friends: active, named, not internal. */
export function localFollows(targets: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select r.id from following_relationships r join users friend on friend.id = r.following_id
    where r.follower_id in (${targets}) and r.state = 2 and friend.id <> r.follower_id
      and friend.local and friend.is_active and ${visible('friend')}`;
}

/** Accepted follows of the accounts by local accounts, deactivated ones included. */
export function localFollowers(targets: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select r.id from following_relationships r join users follower on follower.id = r.follower_id
    where r.following_id in (${targets}) and r.state = 2 and follower.id <> r.following_id
      and follower.local and ${visible('follower')}`;
}

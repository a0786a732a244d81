import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../database/connection.ts';
import type { Journal } from '../database/journal.ts';
import type { FlakeIds } from './flake-ids.ts';
import type { Instance } from './instance.ts';
import { followersAreCounted, recountFollows, visible } from './recount.ts';
import { unfollow } from './unfollow.ts';

interface Activating {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly now: Date;
}

export interface Activation {
  readonly active: boolean;
  /** Whether local followers stay subscribed; otherwise they unfollow as the server itself unfollows. */
  readonly keepFollowers: boolean;
  /** A select of the ids of accounts that are in that state already, and are to stay in it whatever was decided before. */
  readonly restated?: RawBuilder<unknown>;
}

/**
 * How many accounts changed, how many were only decided about anew, how many of their follows ended, and how many local
 * followers were unsubscribed.
 */
export interface Activated {
  readonly accounts: number;
  readonly restated: number;
  readonly follows: number;
  readonly followers: number;
}

/**
 * Activates or deactivates accounts as Akkoma does (behaviour.md 6 and 7): the accounts' accepted follows of active
 * local accounts end (on activation too), and the counts of everyone concerned are brought up to date.
 *
 * Where a stored count was already wrong, Akkoma may leave it wrong by one; here it becomes right.
 *
 * @param accounts a select of the ids of the accounts; those that are in the state already are left alone, unless they are
 * `restated`.
 */
export async function setActivation(
  writing: Activating,
  accounts: RawBuilder<unknown>,
  { active, keepFollowers, restated: restate }: Activation,
): Promise<Activated> {
  const { journal, instance, now } = writing;
  // First, while those that change are not in that state yet.
  const restated = restate === undefined ? 0 : await journal.restate('users', ['is_active'], restate);
  const changed = await journal.update(
    'users',
    ['is_active'],
    sql`select id, ${active}::boolean as is_active from users where id in (${accounts})`,
    now,
  );
  if (changed + restated === 0) return { accounts: 0, restated: 0, follows: 0, followers: 0 };
  // From here on those that did change: whatever chose them may choose differently now.
  const targets = journal.updated('users', 'is_active');
  // First, since it takes every relationship that has ended by then for one to be undone.
  const followers = keepFollowers ? 0 : await unfollow(writing, localFollowers(targets));
  const follows = await journal.delete('following_relationships', localFollows(targets));
  const ended = journal.deleted('following_relationships', {
    follower_id: 'uuid',
    following_id: 'uuid',
  });
  await recountFollows(journal, now, {
    following: sql`
      select u.id from users u where u.local and u.id in (
        select follower_id from ${ended} ended
        union
        select r.follower_id from following_relationships r join users follower on follower.id = r.follower_id
        where r.following_id in (${targets}) and r.state = 2 and r.follower_id <> r.following_id
          and follower.local and ${visible('follower')})`,
    followed: sql`
      select u.id from users u
      where ${followersAreCounted('u', instance)} and u.id in (select following_id from ${ended} ended)`,
  });
  return { accounts: changed, restated, follows, followers };
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

/**
 * What activating or deactivating accounts would end.
 *
 * @param targets a select of their ids.
 */
export async function countEndings(
  em: Em,
  targets: RawBuilder<unknown>,
): Promise<Pick<Activated, 'follows' | 'followers'>> {
  const { rows } = await sql<Pick<Activated, 'follows' | 'followers'>>`
    select
      (select count(*)::integer from (${localFollows(targets)}) r) as follows,
      (select count(*)::integer from (${localFollowers(targets)}) r) as followers`.execute(em.getKysely());
  return rows[0] ?? { follows: 0, followers: 0 };
}

import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { followersAreCounted, recountFollows, visible } from '../follows/recount.ts';
import { followsToUndo, unfollow } from '../follows/unfollow.ts';
import type { FlakeIds } from '../ids/flake-ids.ts';
import type { Instance } from '../instance.ts';

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
}

/**
 * How many accounts changed, how many were only decided about anew, how many of their follows ended, and how many local
 * followers were unsubscribed.
 */
export type Activated = {
  readonly accounts: number;
  readonly restated: number;
  readonly follows: number;
  readonly followers: number;
};

/**
 * The table, of this transaction alone, of the accounts to activate or deactivate: `id`; `restates`, whether it is in that
 * state already and is to stay in it whatever was decided before; `continues`, whether an earlier transaction of the same
 * action has changed it.
 */
export const chosenAccounts = sql`pg_temp.chosen_accounts`;

/**
 * The table, of this transaction alone, of the relationships to bring up to date along with them, of `concernedBy`: `id`,
 * `follower_id`, `following_id`, and `account_id`, which of the two is the account.
 */
export const chosenFollows = sql`pg_temp.chosen_follows`;

/** By what else it is decided whether that may be done. */
export interface Guard {
  /** A select of the ids of accounts that are locked along with the chosen ones. */
  readonly accounts: RawBuilder<unknown>;
  /** Throws where it may not be done, once they are. */
  check(): Promise<void>;
}

/**
 * Activates or deactivates the chosen accounts as Akkoma does (behaviour.md 6 and 7): their accepted follows of active
 * local accounts end (on activation too), and the counts of everyone concerned are brought up to date. Those that are in the
 * state already are left alone, unless they are to be restated.
 *
 * Where a stored count was already wrong, Akkoma may leave it wrong by one; here it becomes right.
 */
export async function setActivation(
  writing: Activating,
  { active, keepFollowers }: Activation,
  guard?: Guard,
): Promise<Activated> {
  const { em, journal, instance, now } = writing;
  if (!keepFollowers) await chooseRequests(em);
  await lockRows(
    em,
    ...(guard === undefined ? [] : [{ table: 'users', ids: guard.accounts }]),
    {
      table: 'users',
      ids: sql`
        select id from ${chosenAccounts} union select follower_id from ${chosenFollows}
        union select following_id from ${chosenFollows}`,
    },
    { table: 'following_relationships', ids: sql`select id from ${chosenFollows}` },
    ...(keepFollowers ? [] : [{ table: 'activities', ids: sql`select id from ${chosenRequests}` }]),
  );
  await guard?.check();
  const restated = await journal.restate(
    'users',
    ['is_active'],
    sql`
      select u.id from users u join ${chosenAccounts} chosen on chosen.id = u.id
      where chosen.restates and not chosen.continues and u.is_active = ${active}`,
  );
  const accounts = await journal.update(
    'users',
    ['is_active'],
    sql`
      select u.id, ${active}::boolean as is_active
      from users u join ${chosenAccounts} chosen on chosen.id = u.id
      where not chosen.restates and not chosen.continues`,
    now,
  );
  // From here on those that did change, or had changed before.
  const follows = sql`(
    select follow.* from ${chosenFollows} follow join ${chosenAccounts} chosen on chosen.id = follow.account_id
    where chosen.continues or chosen.id in (${journal.updated('users', 'is_active')}))`;
  // First, since it takes every relationship that has ended by then for one to be undone.
  const followers = keepFollowers
    ? 0
    : await unfollow(writing, {
        relationships: sql`select id from (${followersOf(follows)}) follower`,
        follows: sql`
          select id from ${chosenRequests}
          where relationship_id in (select id from ${journal.deleted('following_relationships', { id: 'bigint' })} gone)`,
      });
  const ended = await journal.delete(
    'following_relationships',
    sql`select id from ${follows} follow where follower_id = account_id`,
  );
  const gone = journal.deleted('following_relationships', { follower_id: 'uuid', following_id: 'uuid' });
  await recountFollows(journal, now, {
    following: sql`
      select u.id from users u where u.local and u.id in (
        select follower_id from ${gone} gone union select follower_id from (${followersOf(follows)}) follower)`,
    followed: sql`
      select u.id from users u
      where ${followersAreCounted('u', instance)} and u.id in (select following_id from ${gone} gone)`,
  });
  return { accounts, restated, follows: ended, followers };
}

/** The table, of this transaction alone, of the Follows by which others came to follow the chosen accounts. */
const chosenRequests = sql`pg_temp.chosen_requests`;

async function chooseRequests(em: Em): Promise<void> {
  const database = em.getKysely();
  await sql`
    create temporary table chosen_requests on commit drop as
    ${followsToUndo(sql`(${followersOf(chosenFollows)})`)}`.execute(database);
  await sql`analyze ${chosenRequests}`.execute(database);
}

/** Of relationships, as `chosenFollows` has them, those by which others follow the account. */
const followersOf = (follows: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select * from ${follows} follow where following_id = account_id`;

/**
 * A select of the relationships that activating or deactivating accounts is about, as `chosenFollows` has them: accepted
 * follows, by them, of local accounts that Akkoma counts as friends: active, named, not internal; and accepted follows of
 * them by local accounts, deactivated ones included.
 *
 * @param accounts a select of their ids.
 */
export const concernedBy = (accounts: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select r.id, r.follower_id, r.following_id, r.follower_id as account_id
  from (${accounts}) account (id) join following_relationships r on r.follower_id = account.id
  join users friend on friend.id = r.following_id
  where r.state = 2 and friend.id <> r.follower_id and friend.local and friend.is_active and ${visible('friend')}
  union all
  select r.id, r.follower_id, r.following_id, r.following_id
  from (${accounts}) account (id) join following_relationships r on r.following_id = account.id
  join users follower on follower.id = r.follower_id
  where r.state = 2 and follower.id <> r.following_id and follower.local and ${visible('follower')}`;

/**
 * What activating or deactivating accounts would end.
 *
 * @param targets a select of their ids.
 */
export const countEndings = (
  em: Em,
  targets: RawBuilder<unknown>,
): Promise<Pick<Activated, 'follows' | 'followers'>> =>
  em.transactional(
    async (em) => {
      const database = em.getKysely();
      // A table, with statistics, as the planner would take thousands of accounts for one.
      await sql`drop table if exists ${ending}`.execute(database);
      await sql`create temporary table ending_accounts (id) on commit drop as ${targets}`.execute(database);
      await sql`analyze ${ending}`.execute(database);
      const { rows } = await sql<Pick<Activated, 'follows' | 'followers'>>`
        select (count(*) filter (where follower_id = account_id))::integer as follows,
          (count(*) filter (where following_id = account_id))::integer as followers
        from (${concernedBy(sql`select id from ${ending}`)}) follow`.execute(database);
      return rows[0] ?? { follows: 0, followers: 0 };
    },
    { propagation: 'required' },
  );

const ending = sql`pg_temp.ending_accounts`;

import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { countsFollowersOf, recountFollows, visible } from '../follows/recount.ts';
import { followsToUndo, unfollow } from '../follows/unfollow.ts';
import type { FlakeIds } from '../ids/flake-ids.ts';
import type { Instance } from '../instance.ts';

interface ActivationContext {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly now: Date;
}

export interface Activation {
  readonly active: boolean;
  /** Whether local followers stay subscribed. Otherwise they unfollow in the same way as the server unfollows. */
  readonly keepFollowers: boolean;
}

/**
 * The number of accounts that changed, of accounts that were only restated, of their follows that ended, and of local
 * followers that were unsubscribed.
 */
export type Activated = {
  readonly accounts: number;
  readonly restated: number;
  readonly follows: number;
  readonly followers: number;
};

/**
 * The temporary table, for this transaction only, of the accounts to activate or deactivate. Columns:
 *
 * - `id`;
 * - `restates`: whether the account already has the wanted state, and this action decides again that it keeps it;
 * - `continues`: whether an earlier transaction of the same action has changed the account.
 */
export const chosenAccounts = sql`pg_temp.chosen_accounts`;

/**
 * The temporary table, for this transaction only, of the relationships to update along with these accounts, as
 * `concernedBy` selects them: `id`, `follower_id`, `following_id`, and `account_id`, which of the two is the account.
 */
export const chosenFollows = sql`pg_temp.chosen_follows`;

/** An additional condition for the change. It is checked after the rows that it depends on are locked. */
export interface Guard {
  /** A select of the ids of the accounts to lock along with the chosen ones. */
  readonly accounts: RawBuilder<unknown>;
  /** Throws if the change is not allowed. It is called after the accounts are locked. */
  check(): Promise<void>;
}

/**
 * Activates or deactivates the chosen accounts as Akkoma does (behaviour.md 6 and 7). Their accepted follows of active
 * local accounts end (on activation too), and the counts of all accounts concerned are updated. Accounts that already
 * have the wanted state are left alone, unless they are to be restated.
 *
 * If a stored count was already wrong, Akkoma may leave it wrong by one. This function corrects it.
 */
export async function setActivation(
  context: ActivationContext,
  { active, keepFollowers }: Activation,
  guard?: Guard,
): Promise<Activated> {
  const { em, journal, now } = context;
  if (!keepFollowers) await chooseRequests(em);
  await lockChosen(em, keepFollowers, guard);
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
  return { accounts, restated, ...(await endFollows(context, keepFollowers)) };
}

const lockChosen = (em: Em, keepFollowers: boolean, guard: Guard | undefined): Promise<void> =>
  lockRows(
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

/** Ends the follows of the accounts that this transaction changed or restated, or that an earlier one changed. */
async function endFollows(
  context: ActivationContext,
  keepFollowers: boolean,
): Promise<Pick<Activated, 'follows' | 'followers'>> {
  const { journal, instance, now } = context;
  const concerned = sql`(
    select follow.* from ${chosenFollows} follow join ${chosenAccounts} chosen on chosen.id = follow.account_id
    where chosen.continues or chosen.id in (${journal.updated('users', 'is_active')}))`;
  // This runs before the deletion below, because it treats every relationship that is deleted so far as unfollowed.
  const followers = keepFollowers
    ? 0
    : await unfollow(context, {
        relationships: sql`select id from (${followersOf(concerned)}) follower`,
        follows: sql`
          select id from ${chosenRequests}
          where relationship_id in (select id from ${journal.deleted('following_relationships', { id: 'bigint' })} gone)`,
      });
  const follows = await journal.delete(
    'following_relationships',
    sql`select id from ${concerned} follow where follower_id = account_id`,
  );
  const gone = journal.deleted('following_relationships', { follower_id: 'uuid', following_id: 'uuid' });
  await recountFollows(journal, now, {
    following: sql`
      select u.id from users u where u.local and u.id in (
        select follower_id from ${gone} gone union select follower_id from (${followersOf(concerned)}) follower)`,
    followed: sql`
      select u.id from users u
      where ${countsFollowersOf('u', instance)} and u.id in (select following_id from ${gone} gone)`,
  });
  return { follows, followers };
}

/**
 * The temporary table, for this transaction only, of the Follows by which others came to follow the chosen accounts.
 */
const chosenRequests = sql`pg_temp.chosen_requests`;

async function chooseRequests(em: Em): Promise<void> {
  const database = em.getKysely();
  await sql`
    create temporary table chosen_requests on commit drop as
    ${followsToUndo(sql`(${followersOf(chosenFollows)})`)}`.execute(database);
  await sql`analyze ${chosenRequests}`.execute(database);
}

/** Filters relationships, in the form of `chosenFollows`, to those by which others follow the account. */
const followersOf = (follows: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select * from ${follows} follow where following_id = account_id`;

/**
 * Selects the relationships that change when accounts are activated or deactivated, in the form of `chosenFollows`:
 *
 * - accepted follows by them of local accounts that Akkoma counts as friends: active, named, not internal;
 * - accepted follows of them by local accounts, deactivated ones included.
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
 * Counts the relationships that activating or deactivating accounts would end.
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
      // A table with statistics, because the planner would otherwise expect one row instead of thousands of accounts.
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

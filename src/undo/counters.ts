import { type RawBuilder, sql } from 'kysely';
import { removed } from '../akkoma/accounts/account.ts';
import { countsFollowersOf, recountFollows } from '../akkoma/follows/recount.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Journal } from '../database/change-records/journal.ts';
import { recordsOfRow, undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';

type Counter = 'following_count' | 'follower_count';

/**
 * A temporary table of this transaction: the accounts whose counts may change along with the accounts of `undoing` that
 * become active or inactive. It has the columns `id`, and `counter`, which of the two counts.
 */
export const countedAlong = sql`pg_temp.counted_along`;

/**
 * Fills `countedAlong`. It leaves out accounts whose count is recorded: that count is updated with its record, which
 * may be in another part.
 *
 * @param actions the actions that are undone.
 */
export async function chooseCountedAlong(em: Em, actions: readonly number[]): Promise<void> {
  const along = (counter: Counter, party: string, other: string) => sql`
    select distinct ${counter}::text as counter, r.${sql.ref(party)} as id
    from ${undoSet} change join following_relationships r on r.${sql.ref(other)} = change.id::uuid
    where change.table_name = 'users' and change.before ? 'is_active' and not change.is_context and r.state = 2`;
  const database = em.getKysely();
  await sql`drop table if exists ${countedAlong}`.execute(database);
  await sql`
    create temporary table counted_along on commit drop as
    select counter, id
    from (
      ${along('following_count', 'follower_id', 'following_id')}
      union all
      ${along('follower_count', 'following_id', 'follower_id')}
    ) along
    where not exists (
      select from ${recordsOfRow(sql`along.id::text`)} record
      where record.action_id = any(${sql.val(actions)}::bigint[]) and record.after ? along.counter)`.execute(
    database,
  );
  await sql`analyze ${countedAlong}`.execute(database);
}

/**
 * Recounts the follows of all accounts with a recorded count, and of `countedAlong`, once the relationships are
 * restored. A count is never copied from the record, since people follow and unfollow in the meantime. Removed accounts
 * are left to the server.
 */
export async function recountUndone(journal: Journal, now: Date, instance: Instance): Promise<void> {
  await recountFollows(journal, now, {
    following: sql`
      select u.id from users u
      where not ${removed('u')} and u.id in (
        ${recorded('following_count')}
        union
        select local.id from ${countedAlong} along join users local on local.id = along.id and local.local
        where along.counter = 'following_count')`,
    followed: sql`
      select u.id from users u
      where not ${removed('u')} and ${countsFollowersOf('u', instance)} and u.id in (
        ${recorded('follower_count')}
        union select id from ${countedAlong} where counter = 'follower_count')`,
  });
}

const recorded = (counter: Counter): RawBuilder<unknown> => sql`
  select id::uuid from ${undoSet} where table_name = 'users' and after ? ${counter} and before ? ${counter}`;

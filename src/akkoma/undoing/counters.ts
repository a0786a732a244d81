import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/journal.ts';
import { recordsOfRow, undoing } from '../../database/undoing.ts';
import { removed } from '../account.ts';
import type { Instance } from '../instance.ts';
import { followersAreCounted, recountFollows } from '../recount.ts';

type Counter = 'following_count' | 'follower_count';

/**
 * Counts the follows of all accounts of which a count is on record, and of those that follow or are followed by an account that
 * is active or inactive again, when the relationships are back. A count is never copied from the record, since people follow
 * and unfollow meanwhile. What is left of a removed account is its server's.
 *
 * @param actions those that are taken back.
 */
export async function recountUndone(
  journal: Journal,
  now: Date,
  instance: Instance,
  actions: readonly number[],
): Promise<void> {
  const isBack = sql`change.restore ? 'is_active'`;
  const among = (counter: Counter) =>
    sql`(u.id in (${accountsWith(counter)}) or u.id in (${counterparts(counter, actions, isBack)}))`;
  await recountFollows(journal, now, {
    following: sql`select u.id from users u where not ${removed('u')} and ${among('following_count')}`,
    followed: sql`
      select u.id from users u
      where not ${removed('u')} and ${followersAreCounted('u', instance)} and ${among('follower_count')}`,
  });
}

const accountsWith = (counter: Counter): RawBuilder<unknown> => sql`
  select id::uuid from ${undoing} where table_name = 'users' and after ? ${counter} and before ? ${counter}`;

/** A select of the ids of those whose counts may change along with those of accounts that become active or inactive. */
export const countedAlong = (actions: readonly number[]): RawBuilder<unknown> => {
  const mayBe = sql`change.before ? 'is_active'`;
  return sql`
    ${counterparts('following_count', actions, mayBe)} union ${counterparts('follower_count', actions, mayBe)}`;
};

/**
 * Those that follow, or are followed by, accounts of which that is so. Whose count is on record is counted along with its
 * record, perhaps with another part.
 */
function counterparts(
  counter: Counter,
  actions: readonly number[],
  isSo: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const [party, other] =
    counter === 'following_count'
      ? (['follower_id', 'following_id'] as const)
      : (['following_id', 'follower_id'] as const);
  return sql`
    select counted.id
    from ${undoing} change join following_relationships r on r.${sql.ref(other)} = change.id::uuid
    join users counted on counted.id = r.${sql.ref(party)} and (counted.local or ${counter === 'follower_count'}::boolean)
    where change.table_name = 'users' and not change.is_context and ${isSo} and r.state = 2
      and not exists (
        select from ${recordsOfRow(sql`r.${sql.ref(party)}::text`)} record
        where record.action_id = any(${sql.val(actions)}::bigint[]) and record.after ? ${counter})`;
}

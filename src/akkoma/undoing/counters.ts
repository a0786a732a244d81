import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection.ts';
import type { Journal } from '../../database/journal.ts';
import { undoing } from '../../database/undoing.ts';
import { removed } from '../account.ts';
import type { Instance } from '../instance.ts';
import { followersAreCounted, recountFollows } from '../recount.ts';
import { counters } from './restorables.ts';

/**
 * Chooses the accounts whose counts become what they were: those that have been counted by nobody else since, if all
 * relationships and accounts come back as they were. What someone else has put back already has been counted by them: that
 * a count is still as it was left is chance then. To be done when all else is judged.
 */
export async function judgeCounters(em: Em): Promise<void> {
  await sql`
    update ${undoing} judged set restore = coalesce(judged.restore, '{}') || counted.was
    from (
      select change.place, jsonb_object_agg(column_name, value) as was
      from ${undoing} change
      join users there on there.id = change.id::uuid
      cross join lateral jsonb_each(change.before) as of_row (column_name, value)
      where change.table_name = 'users' and change.verdict in ('restore', 'same', 'derived') and not ${removed('there')}
        and column_name = any(${sql.val(counters)}::text[])
      group by change.place
      having bool_and(change.after -> column_name = case column_name
        when 'follower_count' then to_jsonb(there.follower_count)
        else to_jsonb(there.following_count) end)
    ) counted
    where counted.place = judged.place and not exists (
      select from ${undoing} other
      where (
          other.table_name = 'following_relationships'
          or other.table_name = 'users' and (other.before ? 'is_active' or other.after ? 'is_active')
        )
        and (
          other.verdict not in ('restore', 'same', 'derived')
          or other.verdict = 'same' and case other.table_name
            when 'users' then other.before -> 'is_active' is distinct from other.after -> 'is_active'
            else other.before is distinct from other.after end
        ))`.execute(em.getKysely());
}

/**
 * Counts the follows of all other accounts of which a count is on record, when the relationships are back; what is left of a
 * removed account is its server's.
 */
export async function recountOthers(journal: Journal, now: Date, instance: Instance): Promise<void> {
  await recountFollows(journal, now, {
    following: sql`
      select u.id from users u where not ${removed('u')} and u.id in (${uncounted('following_count')})`,
    followed: sql`
      select u.id from users u
      where not ${removed('u')} and ${followersAreCounted('u', instance)}
        and u.id in (${uncounted('follower_count')})`,
  });
}

const uncounted = (counter: string): RawBuilder<unknown> => sql`
  select id::uuid from ${undoing}
  where table_name = 'users' and after ? ${counter} and before ? ${counter}
    and not coalesce(restore ? ${counter}, false)`;

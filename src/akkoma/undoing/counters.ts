import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/journal.ts';
import { undoing } from '../../database/undoing.ts';
import { removed } from '../account.ts';
import type { Instance } from '../instance.ts';
import { followersAreCounted, recountFollows } from '../recount.ts';

/**
 * Counts the follows of all accounts of which a count is on record, when the relationships are back. A count is never copied
 * from the record, since people follow and unfollow meanwhile. What is left of a removed account is its server's.
 */
export async function recountUndone(journal: Journal, now: Date, instance: Instance): Promise<void> {
  await recountFollows(journal, now, {
    following: sql`
      select u.id from users u where not ${removed('u')} and u.id in (${accountsWith('following_count')})`,
    followed: sql`
      select u.id from users u
      where not ${removed('u')} and ${followersAreCounted('u', instance)}
        and u.id in (${accountsWith('follower_count')})`,
  });
}

const accountsWith = (counter: string): RawBuilder<unknown> => sql`
  select id::uuid from ${undoing} where table_name = 'users' and after ? ${counter} and before ? ${counter}`;

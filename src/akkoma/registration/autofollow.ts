import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { type Journal, naive } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { recountFollows, visible } from '../follows/recount.ts';
import type { Instance } from '../instance.ts';
import { asNickname, nicknameOf } from '../lookup/nickname-index.ts';

/**
 * Makes a new account follow the accounts that everybody follows, and makes the accounts that follow everybody follow
 * it. No Follow activity is created (behaviour.md 2.3 steps 3a and 3b).
 *
 * @returns the number of new follows.
 */
export async function autofollow(
  { em, journal, instance, now }: { em: Em; journal: Journal; instance: Instance; now: Date },
  user: User,
): Promise<number> {
  const { autofollowedNicknames, autofollowingNicknames } = instance.settings;
  // A deactivated account cannot be followed.
  const followers = user.isActive ? autofollowingNicknames : [];
  if (autofollowedNicknames.length + followers.length === 0) return 0;

  const self = sql`${uuidFromFlakeId(user.id)}::uuid`;
  const followed = accounts(instance, autofollowedNicknames, self);
  const following = accounts(instance, followers, self);
  await lockRows(em, { table: 'users', ids: sql`${followed} union ${following} union select ${self}` });
  const made = await journal.insert(
    'following_relationships',
    ['follower_id', 'following_id', 'state', 'inserted_at', 'updated_at'],
    sql`
      select follower, followed, 2, ${naive(now)}, ${naive(now)} from (
        select ${self} as follower, id as followed from (${followed}) them
        union all
        select id, ${self} from (${following}) them
      ) follow
      where true
      on conflict do nothing`,
  );
  await recountFollows(journal, now, {
    following: sql`select ${self} from (${followed}) them union ${following}`,
    followed: sql`select ${self} from (${following}) them union ${followed}`,
  });
  return made;
}

/** Selects the active local accounts with these nicknames, except those with a block in either direction. */
function accounts(
  instance: Instance,
  nicknames: readonly string[],
  self: RawBuilder<unknown>,
): RawBuilder<unknown> {
  // An empty list matches no account. TypeScript decides that, because a list in SQL must not be empty.
  const named =
    nicknames.length === 0
      ? sql`false`
      : sql`${nicknameOf(instance, 'u')} in (${sql.join(nicknames.map((each) => asNickname(instance, each)))})`;
  return sql`
    select u.id from users u
    where ${named} and u.local and u.is_active and ${visible('u')}
      and u.id <> ${self}
      and not exists (
        select from user_relationships block
        where block.relationship_type = 1
          and (block.source_id, block.target_id) in ((u.id, ${self}), (${self}, u.id)))`;
}

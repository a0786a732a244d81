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
 * Makes new accounts follow the accounts that everybody follows, and makes the accounts that follow everybody follow
 * them. No Follow activity is created (behaviour.md 2.3 steps 3a and 3b).
 *
 * @returns the number of new follows.
 */
export async function autofollow(
  { em, journal, instance, now }: { em: Em; journal: Journal; instance: Instance; now: Date },
  users: readonly User[],
): Promise<number> {
  const { autofollowedNicknames, autofollowingNicknames } = instance.settings;
  // A deactivated account cannot be followed.
  const active = users.filter(({ isActive }) => isActive);
  const follows = sql`(
    ${pairs(instance, users, autofollowedNicknames, ['self', 'other'])}
    union ${pairs(instance, active, autofollowingNicknames, ['other', 'self'])})`;
  if (autofollowedNicknames.length * users.length + autofollowingNicknames.length * active.length === 0)
    return 0;

  const concerned = sql`select follower from ${follows} follow union select followed from ${follows} follow`;
  await lockRows(em, { table: 'users', ids: concerned });
  const made = await journal.insert(
    'following_relationships',
    ['follower_id', 'following_id', 'state', 'inserted_at', 'updated_at'],
    sql`
      select follower, followed, 2, ${naive(now)}, ${naive(now)} from ${follows} follow
      where true
      on conflict do nothing`,
  );
  await recountFollows(journal, now, {
    following: sql`select follower from ${follows} follow`,
    followed: sql`select followed from ${follows} follow`,
  });
  return made;
}

/**
 * Selects each new account with each active local account of these nicknames, except where one of the two blocks the
 * other, as `follower` and `followed`.
 */
function pairs(
  instance: Instance,
  users: readonly User[],
  nicknames: readonly string[],
  [follower, followed]: readonly ['self', 'other'] | readonly ['other', 'self'],
): RawBuilder<unknown> {
  // An empty list matches no account. TypeScript decides that, because a list in SQL must not be empty.
  const named =
    nicknames.length === 0
      ? sql`false`
      : sql`${nicknameOf(instance, 'other')} in (${sql.join(nicknames.map((each) => asNickname(instance, each)))})`;
  const ids = users.map(({ id }) => uuidFromFlakeId(id));
  return sql`
    select ${sql.ref(`${follower}.id`)} as follower, ${sql.ref(`${followed}.id`)} as followed
    from unnest(${sql.val(ids)}::uuid[]) as self (id), users other
    where ${named} and other.local and other.is_active and ${visible('other')}
      and other.id <> self.id
      and not exists (
        select from user_relationships block
        where block.relationship_type = 1
          and (block.source_id, block.target_id) in ((other.id, self.id), (self.id, other.id)))`;
}

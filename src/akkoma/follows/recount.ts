import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Instance } from '../instance.ts';

/** Accounts that Akkoma's own queries see: named, and not one of the server's internal actors (behaviour.md 1.6). */
export const visible = (alias: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${alias}.nickname`)} is not null and ${sql.ref(`${alias}.nickname`)} not like 'internal.%'`;

/**
 * Accounts whose followers are counted here: those of a remote account only its own server knows, unless this one was told
 * not to ask there (behaviour.md 13).
 */
export const followersAreCounted = (alias: string, { settings }: Instance): RawBuilder<boolean> =>
  sql`(${sql.ref(`${alias}.local`)} or ${!settings.externalUserSynchronization})`;

/**
 * Brings follower and following counts of accounts up to date from the relationships themselves (behaviour.md 1.6),
 * and writes those that differ. Lock the accounts before, so that neither what the server is just writing into them is lost,
 * nor a follow that it is just counting.
 *
 * @param following a select of the ids whose `following_count` is to be recounted.
 * @param followed a select of the ids whose `follower_count` is.
 */
export function recountFollows(
  journal: Journal,
  now: Date,
  { following, followed }: { following: RawBuilder<unknown>; followed: RawBuilder<unknown> },
): Promise<number> {
  return journal.update(
    'users',
    ['following_count', 'follower_count'],
    sql`
      with following (id) as (${following}), followed (id) as (${followed})
      select u.id,
        case when u.id in (select id from following) then (
          select count(*) from following_relationships r join users other on other.id = r.following_id
          where r.follower_id = u.id and r.state = 2 and other.id <> u.id
            and other.is_active and ${visible('other')}
        )::integer else u.following_count end as following_count,
        case when u.id in (select id from followed) then (
          select count(*) from following_relationships r join users other on other.id = r.follower_id
          where r.following_id = u.id and r.state = 2 and other.id <> u.id
            and other.is_active and ${visible('other')}
        )::integer else u.follower_count end as follower_count
      from users u
      where u.id in (select id from following union select id from followed)`,
    now,
  );
}

import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Instance } from '../instance.ts';

/** Whether Akkoma's own queries see an account: it has a nickname, and is no internal actor (behaviour.md 1.6). */
export const visible = (alias: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${alias}.nickname`)} is not null and ${sql.ref(`${alias}.nickname`)} not like 'internal.%'`;

/**
 * Whether the followers of an account are counted here. For a remote account only its own server knows them, so they
 * are counted here only if this instance is configured not to ask there (`external_user_synchronization`, behaviour.md
 * 13).
 */
export const countsFollowersOf = (alias: string, { settings }: Instance): RawBuilder<boolean> =>
  sql`(${sql.ref(`${alias}.local`)} or ${!settings.externalUserSynchronization})`;

/**
 * Recounts followers and follows of accounts from the relationships (behaviour.md 1.6), and writes the counts that
 * differ. Lock the accounts first. Otherwise a count that the server is writing could be overwritten, and a follow that
 * it is adding could be missed.
 *
 * @param following a select of the ids of the accounts whose `following_count` is recounted.
 * @param followed a select of the ids of the accounts whose `follower_count` is recounted.
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

import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { type AkkomaRelease, isSince } from '../database/releases.ts';
import { deletePosts } from './delete-posts.ts';
import { endFollow } from './end-follow.ts';
import { type Records, second } from './records.ts';

const others = `other.id <> $1 and other.nickname is not null and other.nickname not like 'internal.%'`;

/**
 * Does a `delete_user` job as the server does, without a transaction around the whole (behaviour.md 12.1).
 *
 * @param each runs the work of one item in a transaction of its own, or throws when the time limit of the job is over.
 * @throws Error when the account does not exist.
 */
export async function deleteUser(
  records: Records,
  flake: string,
  each: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { all, one, settings } = records;
  const id = uuidFromFlakeId(flake);
  await all(purge(settings.akkoma), [id, second()]);
  const user = await one('select * from users where id = $1', [id]);
  if (user === undefined) throw new Error('There is no such user');

  const followers = await all(
    `select other.* from following_relationships r join users other on other.id = r.follower_id
     where r.following_id = $1 and r.state = 2 and ${others} order by r.id`,
    [id],
  );
  for (const follower of followers) await each(() => endFollow(records, follower, user));
  const friends = await all(
    `select other.* from following_relationships r join users other on other.id = r.following_id
     where r.follower_id = $1 and r.state = 2 and other.is_active and ${others} order by r.id`,
    [id],
  );
  for (const friend of friends) await each(() => endFollow(records, user, friend));

  await deletePosts(records, user, { decided: false, each });
  await all('delete from notifications where activity_id in (select id from activities where actor = $1)', [
    user.ap_id,
  ]);
  await all('delete from following_relationships where follower_id = $1 and state = 1', [id]);
  if (!(user.is_confirmed && user.is_approved)) await all('delete from users where id = $1', [id]);
}

const purge = (akkoma: AkkomaRelease): string => `
update users set
  bio = '', raw_bio = null, email = null, name = null, password_hash = null, last_refreshed_at = null,
  last_digest_emailed_at = null, registration_reason = null, confirmation_token = null, mastofe_settings = null,
  mascot = null, avatar = '{}', banner = '{}', background = '{}', emoji = '{}', pleroma_settings_store = '{}',
  tags = '{}', domain_blocks = '{}', also_known_as = '{}', fields = '[]', raw_fields = '[]', note_count = 0,
  follower_count = 0, following_count = 0, is_locked = false, password_reset_pending = false, is_active = false,
  ${isSince(akkoma, '3.15.0') ? '' : 'ap_enabled = false,'} is_moderator = false, is_admin = false, is_discoverable = false, updated_at = $2
where id = $1`;

import { type RawBuilder, sql } from 'kysely';
import { removed } from '../akkoma/accounts/account.ts';
import { isBlocked, mutesNotifications } from '../akkoma/follows/blocks.ts';
import type { Restorable } from '../database/change-records/judge.ts';
import { undoSet } from '../database/change-records/undo-set.ts';
import { counters } from './decided-later.ts';

/** Whether one of the accounts that a row refers to is gone: its row is missing, or a removal has emptied it. */
const accountsGone = (...columns: readonly string[]): RawBuilder<boolean> =>
  sql`(${sql.join(
    columns.map(
      (column) => sql`(made.was).${sql.ref(column)} is not null and not exists (
        select from users account where account.id = (made.was).${sql.ref(column)} and not ${removed('account')})`,
    ),
    sql` or `,
  )})`;

/** Whether the activity that a row refers to does not exist and is not about to be restored. */
const activityGone: RawBuilder<boolean> = sql`(
  (made.was).activity_id is not null
  and not exists (select from activities activity where activity.id = (made.was).activity_id)
  and not exists (
    select from ${undoSet} activity
    where activity.table_name = 'activities' and activity.id = (made.was).activity_id::text
      and activity.after is null and activity.verdict = 'restore'))`;

const users: Restorable = {
  table: 'users',
  id: 'uuid',
  derived: counters,
  removed: removed('there'),
  taken: sql`(change.before ? 'email' and exists (
    select from users other where other.email = (made.was).email and other.local and other.id <> (made.was).id))`,
};

/** A follower who has followed again has a new row, which takes the place of the recorded one. */
const followingRelationships: Restorable = {
  table: 'following_relationships',
  id: 'bigint',
  taken: sql`exists (
    select from following_relationships other
    where other.follower_id = (made.was).follower_id and other.following_id = (made.was).following_id
      and other.id <> (made.was).id)`,
  orphaned: accountsGone('follower_id', 'following_id'),
  forbidden: sql`exists (
    select from users follower, users followed
    where follower.id = (made.was).follower_id and followed.id = (made.was).following_id
      and ${isBlocked('follower', 'followed')})`,
};

const activities: Restorable = {
  table: 'activities',
  id: 'uuid',
  taken: sql`exists (
    select from activities other
    where other.data ->> 'id' = (made.was).data ->> 'id' and other.id <> (made.was).id)`,
  orphaned: sql`exists (
    select from users account where account.ap_id = (made.was).actor and ${removed('account')})`,
};

/** The server writes the likes and boosts of a post into it, too: only the keys that the actions changed are theirs. */
const objects: Restorable = { table: 'objects', id: 'bigint', document: 'data' };

const notifications: Restorable = {
  table: 'notifications',
  id: 'bigint',
  orphaned: sql`(${accountsGone('user_id')} or ${activityGone})`,
  forbidden: sql`exists (
    select from users recipient, users author
    where recipient.id = (made.was).user_id
      and author.ap_id = coalesce(
        (select actor from activities activity where activity.id = (made.was).activity_id),
        (select before ->> 'actor' from ${undoSet} activity
          where activity.table_name = 'activities' and activity.id = (made.was).activity_id::text))
      and (${isBlocked('recipient', 'author')} or ${mutesNotifications('recipient', 'author')}))`,
};

const bookmarks: Restorable = {
  table: 'bookmarks',
  id: 'bigint',
  taken: sql`exists (
    select from bookmarks other
    where other.user_id = (made.was).user_id and other.activity_id = (made.was).activity_id
      and other.id <> (made.was).id)`,
  orphaned: sql`(${accountsGone('user_id')} or ${activityGone})`,
};

const reportNotes: Restorable = {
  table: 'report_notes',
  id: 'bigint',
  orphaned: sql`(${accountsGone('user_id')} or ${activityGone})`,
};

const invites: Restorable = { table: 'user_invite_tokens', id: 'bigint' };

/** Only hashtags that were deleted with a post. The posts get their hashtags by the names (`restorePosts`). */
const hashtags: Restorable = {
  table: 'hashtags',
  id: 'bigint',
  isNeverThere: true,
  taken: sql`exists (
    select from hashtags other where other.name = (made.was).name and other.id <> (made.was).id)`,
};

/** The tables without an \`id\`, whose rows are restored with a post. */
export const restoredWithPosts: readonly string[] = ['hashtags_objects'];

/** The recorded columns of a job are never compared: the server changes jobs as it runs them (see `judgeJobs`). */
export const jobs: Restorable = { table: 'oban_jobs', id: 'bigint' };

/** The tables that are judged before it is known which follows are restored. */
export const judgedFirst: readonly Restorable[] = [
  users,
  followingRelationships,
  objects,
  activities,
  hashtags,
  invites,
];

/** The tables that are judged after that: their rows are restored together with their activity. */
export const judgedWithActivity: readonly Restorable[] = [notifications, bookmarks, reportNotes];

/** All tables, in the order in which deleted rows can be restored. */
export const restorables: readonly Restorable[] = [...judgedFirst, ...judgedWithActivity, jobs];

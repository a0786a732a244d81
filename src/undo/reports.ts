import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../database/change-records/journal.ts';
import { undoSet } from '../database/change-records/undo-set.ts';

/** Whether a row of `undoing` (`change`) is a report whose state was changed. A report is an activity. */
export const isReport: RawBuilder<boolean> = sql`(
  change.table_name = 'activities' and change.after is not null
  and coalesce(change.before #>> '{data,type}', '') = 'Flag')`;

/** Whether an account (`u`) is staff, and would not be when its record (`change`) is restored. */
export const losesRole: RawBuilder<boolean> = sql`(
  u.local and (u.is_admin or u.is_moderator) and not (
    coalesce((change.restore ->> 'is_admin')::boolean, u.is_admin)
    or coalesce((change.restore ->> 'is_moderator')::boolean, u.is_moderator)))`;

/**
 * Deletes the notifications about reports of accounts that the actions made staff and the undo does not leave as staff,
 * as Akkoma does when an account loses its last role (behaviour.md 1.5). Notifications from before the actions stay.
 */
export async function deleteReportNotifications(journal: Journal, actions: readonly number[]): Promise<void> {
  await journal.delete(
    'notifications',
    sql`
      select n.id
      from ${undoSet} change
      join users u on u.id = change.id::uuid
      join notifications n on n.user_id = u.id
      where change.table_name = 'users' and ${losesRole} and n.type = 'pleroma:report' and n.inserted_at >= (
        select min(date_trunc('second', proposed_at at time zone 'UTC')) from steward.actions
        where id = any(${sql.val(actions)}::bigint[]))`,
  );
}

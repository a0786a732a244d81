import { sql } from 'kysely';
import { refollow } from '../akkoma/follows/refollow.ts';
import { dependentsOfActivities } from '../akkoma/follows/unfollow.ts';
import type { FlakeIds } from '../akkoma/ids/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Journal } from '../database/change-records/journal.ts';
import { type JudgeContext, judge, type Restorable } from '../database/change-records/judge.ts';
import { rebaseDocuments } from '../database/change-records/rebase-documents.ts';
import { lockUndoSet, restore } from '../database/change-records/restore.ts';
import {
  gatherUndoSet,
  idsIn,
  leaveOutLost,
  type UndoPart,
  undoSet,
} from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';
import type { Rows } from '../database/locks/lock-rows.ts';
import { chooseCountedAlong, countedAlong, recountUndone } from './counters.ts';
import { counters, keepReleased, noteLaterDecisions } from './decided-later.ts';
import { judgeFollows, leaveCompanions, leaveContext } from './judge-follows.ts';
import { judgeJobs } from './judge-jobs.ts';
import { judgePosts, prepareObjects } from './judge-posts.ts';
import { leaveEarlierRecords } from './leave-earlier-records.ts';
import { deleteReportNotifications } from './reports.ts';
import { judgedFirst, judgedWithActivity, restorables } from './restorables.ts';
import { restorePosts } from './restore-posts.ts';

interface Restoring {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly now: Date;
}

/**
 * Gathers what actions recorded, and judges what can be restored. The result exists until the transaction of `em` ends.
 *
 * @param actions their numbers. They are undone together, with the same result as one after the other, the last first.
 * @param lock whether to lock the rows against other writers, since they are about to be restored.
 * @param leaveDecided whether to leave rows alone that a later action decided about.
 * @param released the number of an undo: only accounts that the actions undone by it had decided about are judged. Null
 * for all.
 * @param part the part that is to be restored; null for everything.
 * @returns the names of the columns and tables that this Akkoma no longer has, and which cannot be restored.
 */
export async function judgeUndoSet(
  em: Em,
  { features: { columns } }: Instance,
  actions: readonly number[],
  {
    lock,
    leaveDecided,
    released,
    part,
  }: JudgeContext & {
    readonly lock: boolean;
    readonly released: number | null;
    readonly part: UndoPart | null;
  },
): Promise<string[]> {
  const isThere = ({ table }: Restorable): boolean => table in columns;
  await gatherUndoSet(em, actions, counters, part);
  if (released !== null) await keepReleased(em, released);
  const lost = await leaveOutLost(em, columns);
  if (lock) {
    await chooseCountedAlong(em, actions);
    const along: Rows = { table: 'users', ids: sql`select id from ${countedAlong}` };
    await lockUndoSet(em, restorables.filter(isThere), [
      ...(columns.counter_cache === undefined ? [] : [countersOfPosts]),
      admins,
      along,
    ]);
  }
  await prepareObjects(em, actions);
  for (const { table, id, document } of restorables.filter(isThere)) {
    if (document !== undefined) await rebaseDocuments(em, table, { id, document });
  }
  const uncounted = part === null ? actions : [...actions, part.undo];
  await noteLaterDecisions(em, uncounted);
  if (actions.length > 1) await leaveEarlierRecords(em, actions, uncounted);
  for (const restorable of judgedFirst.filter(isThere))
    await judge(em, columns, restorable, { leaveDecided });
  await judgeJobs(em);
  await judgePosts(em);
  await judgeFollows(em);
  for (const restorable of judgedWithActivity.filter(isThere))
    await judge(em, columns, restorable, { leaveDecided });
  await leaveCompanions(em);
  await leaveContext(em);
  return lost;
}

/**
 * The active admins, where the gathered records could make one of them lose the role, the account or its confirmation.
 */
const admins: Rows = {
  table: 'users',
  ids: sql`
    select id from users where local and is_admin and is_active and exists (
      select from ${undoSet}
      where table_name = 'users' and 'false' in (before ->> 'is_admin', before ->> 'is_active', before ->> 'is_confirmed'))`,
};

/**
 * The counters of posts that a restored post or visibility changes. They come first, because the server locks them
 * first.
 */
const countersOfPosts: Rows = {
  table: 'counter_cache',
  ids: sql`
    select counter.id from counter_cache counter where counter.instance in (
      select split_part(post.actor, '/', 3) from activities post
      where post.id in (${idsIn('activities', 'uuid')}) and post.data ->> 'type' = 'Create'
      union
      select split_part(before ->> 'actor', '/', 3) from ${undoSet}
      where table_name = 'activities' and after is null and before #>> '{data,type}' = 'Create')`,
};

/** Restores the rows that were judged restorable. Rows that have changed since are left alone. */
export async function restoreUndoSet(
  { em, journal, instance, flakeIds, now }: Restoring,
  actions: readonly number[],
): Promise<void> {
  await deleteReportNotifications(journal, actions);
  await restore(em, { journal, now }, restorables, { activities: dependentsOfActivities });
  await restorePosts({ em, journal, instance, flakeIds, now });
  await refollow({ em, journal, instance, flakeIds, now });
  await recountUndone(journal, now, instance);
}

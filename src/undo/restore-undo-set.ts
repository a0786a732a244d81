import { sql } from 'kysely';
import { refollow } from '../akkoma/follows/refollow.ts';
import { dependentsOfActivities } from '../akkoma/follows/unfollow.ts';
import type { FlakeIds } from '../akkoma/ids/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Journal } from '../database/change-records/journal.ts';
import { type Judging, judge, type Restorable } from '../database/change-records/judge.ts';
import { lockUndoSet, restore } from '../database/change-records/restore.ts';
import { gatherUndoSet, leaveOutLost, type UndoPart, undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';
import type { Rows } from '../database/locks/lock-rows.ts';
import { chooseCountedAlong, countedAlong, recountUndone } from './counters.ts';
import { counters, leaveOutOthers, noteLaterDecisions } from './decided-later.ts';
import { judgeFollows, leaveCompanions, leaveContext } from './judge-follows.ts';
import { judgeJobs } from './judge-jobs.ts';
import { takeReports } from './reports.ts';
import { companions, principals, restorables } from './restorables.ts';

interface TakingBack {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly now: Date;
}

/**
 * Gathers what actions recorded and judges what of it can be taken back, in the transaction of `em` and for its rest.
 *
 * @param actions their numbers; taken back together, as if they had been taken back one by one, the last one first.
 * @param lock whether nobody else is to change what is there any more, since it is about to be taken back.
 * @param leaveDecided whether nothing of an account is to be touched that a later action decided about.
 * @param released an undo; only the accounts that its actions had decided about are judged then. Null for all.
 * @param part the part that is to be taken back; null for all at once.
 * @returns the names of what this Akkoma does not have any more, and so cannot come back.
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
  }: Judging & {
    readonly lock: boolean;
    readonly released: number | null;
    readonly part: UndoPart | null;
  },
): Promise<string[]> {
  const isThere = ({ table }: Restorable): boolean => table in columns;
  await gatherUndoSet(em, actions, counters, part);
  if (released !== null) await leaveOutOthers(em, released);
  const lost = await leaveOutLost(em, columns);
  if (lock) {
    await chooseCountedAlong(em, actions);
    const along: Rows = { table: 'users', ids: sql`select id from ${countedAlong}` };
    await lockUndoSet(em, restorables.filter(isThere), [admins, along]);
  }
  await noteLaterDecisions(em, part === null ? actions : [...actions, part.undo]);
  for (const restorable of principals.filter(isThere)) await judge(em, columns, restorable, { leaveDecided });
  await judgeJobs(em);
  await judgeFollows(em);
  for (const restorable of companions.filter(isThere)) await judge(em, columns, restorable, { leaveDecided });
  await leaveCompanions(em);
  await leaveContext(em);
  return lost;
}

/** The active admins, where one of them may be lost by what is gathered. */
const admins: Rows = {
  table: 'users',
  ids: sql`
    select id from users where local and is_admin and is_active and exists (
      select from ${undoSet}
      where table_name = 'users' and 'false' in (before ->> 'is_admin', before ->> 'is_active', before ->> 'is_confirmed'))`,
};

/** Takes back what of the actions has been judged so; what has changed since is left alone. */
export async function restoreUndoSet(
  { em, journal, instance, flakeIds, now }: TakingBack,
  actions: readonly number[],
): Promise<void> {
  await takeReports(journal, actions);
  await restore(em, { journal, now }, restorables, { activities: dependentsOfActivities });
  await refollow({ em, journal, instance, flakeIds, now });
  await recountUndone(journal, now, instance);
}

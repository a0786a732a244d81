import type { Em } from '../../database/connection.ts';
import type { Journal } from '../../database/journal.ts';
import { judge, type Restorable } from '../../database/judge.ts';
import { lockUndoing, restore } from '../../database/restore.ts';
import { gatherUndoing, leaveOutLost } from '../../database/undoing.ts';
import type { FlakeIds } from '../flake-ids.ts';
import type { Instance } from '../instance.ts';
import { refollow } from '../refollow.ts';
import { dependentsOfActivities } from '../unfollow.ts';
import { judgeCounters, recountOthers } from './counters.ts';
import { judgeFollows, leaveCompanions } from './judge-follows.ts';
import { judgeJobs } from './judge-jobs.ts';
import { takeReports } from './reports.ts';
import { companions, counters, principals, restorables } from './restorables.ts';

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
 * @returns the names of what this Akkoma does not have any more, and so cannot come back.
 */
export async function judgeUndoing(
  em: Em,
  { features: { columns } }: Instance,
  actions: readonly number[],
  { lock }: { readonly lock: boolean },
): Promise<string[]> {
  const isThere = ({ table }: Restorable): boolean => table in columns;
  await gatherUndoing(em, actions, counters);
  const lost = await leaveOutLost(em, columns);
  if (lock) await lockUndoing(em, restorables.filter(isThere));
  for (const restorable of principals.filter(isThere)) await judge(em, columns, restorable);
  await judgeJobs(em);
  await judgeFollows(em);
  for (const restorable of companions.filter(isThere)) await judge(em, columns, restorable);
  await leaveCompanions(em);
  await judgeCounters(em);
  return lost;
}

/** Takes back what of the actions has been judged so; what has changed since is left alone. */
export async function takeBack(
  { em, journal, instance, flakeIds, now }: TakingBack,
  actions: readonly number[],
): Promise<void> {
  await takeReports(journal, actions);
  await restore(em, journal, now, restorables, { activities: dependentsOfActivities });
  await refollow({ em, journal, instance, flakeIds, now });
  await recountOthers(journal, now, instance);
}

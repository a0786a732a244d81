import type { Em } from '../../database/connection.ts';
import type { Journal } from '../../database/journal.ts';
import { judge } from '../../database/judge.ts';
import { lockUndoing, restore } from '../../database/restore.ts';
import { gatherUndoing } from '../../database/undoing.ts';
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
 */
export async function judgeUndoing(
  em: Em,
  { features: { columns } }: Instance,
  actions: readonly number[],
  { lock }: { readonly lock: boolean },
): Promise<void> {
  await gatherUndoing(em, actions, counters);
  if (lock) await lockUndoing(em, restorables);
  for (const restorable of principals) await judge(em, columns, restorable);
  await judgeJobs(em);
  await judgeFollows(em);
  for (const restorable of companions) await judge(em, columns, restorable);
  await leaveCompanions(em);
  await judgeCounters(em);
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

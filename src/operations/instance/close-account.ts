import { LockMode } from '@mikro-orm/core';
import { User } from '../../../entities/akkoma/index.ts';
import { isRemoved } from '../../akkoma/accounts/account.ts';
import { purge } from '../../akkoma/accounts/purge.ts';
import { enqueueRemoval } from '../../akkoma/accounts/removal-job.ts';
import { reportNotificationsOf } from '../../akkoma/accounts/report-notifications.ts';
import { postActivity } from '../../akkoma/federation/post-activity.ts';
import type { ApplyContext } from '../operation.ts';
import { holdLastAdmin, isStaff } from '../staff.ts';

/**
 * Announces that an account is deleted, empties it and leaves the rest to the server (behaviour.md 12), unless it is
 * removed already.
 *
 * @param id the account's FlakeId.
 * @returns whether there was an account to close.
 * @throws Refused for the only active admin.
 */
export async function closeAccount(
  context: Pick<ApplyContext, 'em' | 'journal' | 'instance' | 'flakeIds'>,
  id: string,
): Promise<boolean> {
  const { em, journal, instance } = context;
  const user = await em.findOne(User, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (user === null || isRemoved(user)) return false;
  await holdLastAdmin(em, user);
  await postActivity(context, {
    type: 'Delete',
    actor: user.apId,
    object: user.apId,
    to: user.followerAddress == null ? [] : [user.followerAddress],
  });
  if (isStaff(user)) await journal.delete('notifications', reportNotificationsOf(user));
  purge(user, instance.features);
  await enqueueRemoval(context, user.id);
  return true;
}

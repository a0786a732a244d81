import { LockMode } from '@mikro-orm/core';
import { User } from '../../../entities/akkoma/index.ts';
import { isRemoved } from '../../akkoma/accounts/account.ts';
import { purge } from '../../akkoma/accounts/purge.ts';
import { enqueueRemoval } from '../../akkoma/accounts/removal-job.ts';
import { reportNotificationsOf } from '../../akkoma/accounts/report-notifications.ts';
import { postActivities } from '../../akkoma/federation/post-activity.ts';
import type { ApplyContext } from '../operation.ts';
import { holdLastAdmin, isStaff } from '../staff.ts';

type ClosingContext = Pick<ApplyContext, 'em' | 'journal' | 'instance' | 'flakeIds' | 'now'>;

/**
 * Announces that an account is deleted, empties it and leaves the rest to the server (behaviour.md 12), unless it is
 * removed already.
 *
 * @param id the account's FlakeId.
 * @returns whether there was an account to close.
 * @throws Refused for the only active admin.
 */
export async function closeAccount(context: ClosingContext, id: string): Promise<boolean> {
  const { em } = context;
  const user = await em.findOne(User, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (user === null || isRemoved(user)) return false;
  await closeAccounts(context, [user]);
  return true;
}

/**
 * Does the same for several accounts, whose rows are locked and not removed. The number of statements does not depend
 * on that of the accounts.
 *
 * @param by the ActivityPub id of the account in whose name they are deleted; by default each in its own.
 * @throws Refused for the only active admins.
 */
export async function closeAccounts(
  context: ClosingContext,
  users: readonly User[],
  by?: string,
): Promise<void> {
  const { em, journal } = context;
  await holdLastAdmin(em, ...users);
  await postActivities(
    context,
    'Delete',
    users.map(({ apId, followerAddress }) => ({
      actor: by ?? apId,
      object: apId,
      to: followerAddress == null ? [] : [followerAddress],
    })),
  );
  const staff = users.filter(isStaff);
  if (staff.length > 0) await journal.delete('notifications', reportNotificationsOf(...staff));
  await purge(context, users);
  await enqueueRemoval(context, ...users.map(({ id }) => id));
}

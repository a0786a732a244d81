import { sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import {
  type AccountStatus,
  accountStatuses,
  changesTo,
  statusNames,
} from '../../akkoma/accounts/account-status.ts';
import { reportNotificationsOf } from '../../akkoma/accounts/report-notifications.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import type { Em } from '../../database/connection/connection.ts';
import { columns } from '../../database/rights/writes.ts';
import { Invalid, NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { code, joinTexts, type Text, text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { holdLastAdmin, isStaff, refuseToLoseLastAdmin, staffPrecaution } from '../staff.ts';
import { lockUser } from './lock-user.ts';

/**
 * Sets or clears that an account is an admin, confirmed, locked, or a moderator; what is not named stays (behaviour.md
 * 8).
 */
export const set = defineOperation({
  name: 'user.set',
  tier: 'sensitive',
  raisedBy: ['staff', 'admin'],
  writes: {
    users: { update: columns('confirmation_token is_admin is_confirmed is_locked is_moderator updated_at') },
    notifications: { delete: true },
  },
  undo: 'recorded',

  async plan({ em, instance }, { nickname, ...wanted }: { nickname: string } & AccountStatus) {
    if (statusNames.every((name) => wanted[name] === undefined)) {
      throw new Invalid(text`Use at least one of these options: ${joinTexts(statusNames.map(code), ', ')}.`);
    }
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? nickname;
    const changes = changesTo(user, wanted);
    if (changes.length === 0) {
      throw new NothingToDo(text`${target} already has these settings.`);
    }
    if (losesAdmin(wanted)) await refuseToLoseLastAdmin(em, user);
    const precaution = staffPrecaution(user);
    return {
      target,
      counts: losesReports(user, wanted)
        ? { report_notifications_deleted: await countReports(em, user) }
        : {},
      samples: [],
      ...precaution,
      // An admin of the instance can undo every decision of staff.
      ...(wanted.admin === true ? { tier: 'destructive' } : {}),
      warnings: changes
        .map((name) => consequences[`${name} ${wanted[name]}`])
        .filter((consequence) => consequence !== undefined),
      facts: { id: user.id },
    };
  },

  async apply({ em, journal }, { nickname: _, ...wanted }, { target, facts }) {
    const user = await lockUser(em, facts.id);
    const changes = changesTo(user, wanted);
    if (changes.length === 0) {
      throw new Stale(changedMeanwhile(text`${target}`));
    }
    if (losesAdmin(wanted)) await holdLastAdmin(em, user);
    const lost = losesReports(user, wanted)
      ? await journal.delete('notifications', reportNotificationsOf(user))
      : 0;
    for (const name of changes) accountStatuses[name].write(user, wanted[name] === true);
    return {
      nickname: target,
      changed: Object.fromEntries(changes.map((name) => [name, wanted[name] === true])),
      report_notifications_deleted: lost,
    };
  },
});

/** Whether an admin would lose the role, or could not log in. */
const losesAdmin = ({ admin, confirmed }: AccountStatus): boolean => admin === false || confirmed === false;

/** The warnings of a plan, by the name and value of a change. */
const consequences: Readonly<Record<string, Text>> = {
  'admin true': text`An admin can see e-mail addresses, change and delete every account, and make others admins.`,
  'moderator true': text`A moderator can read reports and delete the posts of others.`,
  'confirmed false': text`An unconfirmed account cannot log in.`,
};

/**
 * Whether the account has no role at least for a moment: `admin` is written before `moderator`, each as an update of
 * its own. So an admin without the other role who becomes a moderator instead loses the notifications too (behaviour.md
 * 1.5).
 */
function losesReports(
  user: User,
  { admin = user.isAdmin, moderator = user.isModerator }: AccountStatus,
): boolean {
  return isStaff(user) && !((admin || user.isModerator) && (admin || moderator));
}

async function countReports(em: Em, user: User): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (${reportNotificationsOf(user)}) r`.execute(em.getKysely());
  return rows[0]?.count ?? 0;
}

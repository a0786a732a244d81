import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { visible } from '../akkoma/follows/recount.ts';
import type { Em } from '../database/connection/connection.ts';
import { Refused } from '../text/errors.ts';
import { text } from '../text/text.ts';
import type { Plan } from './operation.ts';

/** Whether an account is staff of the instance itself: a local admin or moderator. */
export const isStaff = (user: User): boolean => user.local && (user.isAdmin || user.isModerator);

/**
 * What a plan adds when one of its targets is staff: the tier `destructive`, so that only an admin may ask for it, and
 * the approvals of that tier apply.
 */
export function staffPrecaution(
  ...targets: readonly User[]
): Pick<Plan, 'tier' | 'role' | 'before' | 'warnings'> {
  const staff = targets.filter(isStaff);
  if (staff.length === 0) return { warnings: [] };
  return {
    tier: 'destructive',
    role: staff.some(({ isAdmin }) => isAdmin) ? 'admin' : 'moderator',
    warnings: [],
    before: staff.map(
      ({ nickname, isAdmin }) =>
        text`${nickname ?? ''} is ${[isAdmin ? 'an admin' : 'a moderator']} of the instance.`,
    ),
  };
}

/** A select of the ids of the active admins: local, and not one of the server's own actors. */
export const activeAdmins = sql`
  select u.id from users u where u.local and u.is_admin and u.is_active and ${visible('u')}`;

/**
 * Refuses a plan that takes the role or the access from the last admin. `apply` calls `holdLastAdmin` instead.
 *
 * An admin who is active but not confirmed counts: any of the staff can confirm them with Steward.
 *
 * @throws Refused when `user` is the only active admin.
 */
export const refuseToLoseLastAdmin = (em: Em, user: User): Promise<void> =>
  requireAnotherAdmin(em, user, sql``);

/**
 * Does the same as `refuseToLoseLastAdmin`, and locks the rows of the admins to the end of the transaction: two staff
 * who each remove one of the last two admins must not both succeed.
 *
 * @throws Refused when `user` is the only active admin.
 */
export const holdLastAdmin = (em: Em, user: User): Promise<void> =>
  requireAnotherAdmin(em, user, sql`for no key update`);

async function requireAnotherAdmin(em: Em, user: User, lock: RawBuilder<unknown>): Promise<void> {
  if (!user.local || !user.isAdmin || !user.isActive) return;
  const { rows } = await sql<{ id: string }>`${activeAdmins} order by u.id ${lock}`.execute(em.getKysely());
  if (rows.every(({ id }) => id === uuidFromFlakeId(user.id))) {
    throw new Refused(
      text`${user.nickname ?? ''} is the only active admin of the instance. Make another account an admin first.`,
    );
  }
}

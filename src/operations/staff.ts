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
 * Refuses a plan that takes the role or the access from the last admins. `apply` calls `holdLastAdmin` instead.
 *
 * An admin who is active but not confirmed counts: any of the staff can confirm them with Steward.
 *
 * @throws Refused when no active admin would be left besides `users`.
 */
export const refuseToLoseLastAdmin = (em: Em, ...users: readonly User[]): Promise<void> =>
  requireAnotherAdmin(em, users, sql``);

/**
 * Does the same as `refuseToLoseLastAdmin`, and locks the rows of the admins to the end of the transaction: two staff
 * who each remove one of the last two admins must not both succeed.
 *
 * @throws Refused when no active admin would be left besides `users`.
 */
export const holdLastAdmin = (em: Em, ...users: readonly User[]): Promise<void> =>
  requireAnotherAdmin(em, users, sql`for no key update`);

async function requireAnotherAdmin(em: Em, users: readonly User[], lock: RawBuilder<unknown>): Promise<void> {
  const admins = users.filter(({ local, isAdmin, isActive }) => local && isAdmin && isActive);
  const [first] = admins;
  if (first === undefined) return;
  const ids = admins.map(({ id }) => uuidFromFlakeId(id));
  const { rows } = await sql<{ id: string }>`${activeAdmins} order by u.id ${lock}`.execute(em.getKysely());
  if (rows.some(({ id }) => !ids.includes(id))) return;
  throw new Refused(
    admins.length === 1
      ? text`${first.nickname ?? ''} is the only active admin of the instance. Make another account an admin first.`
      : text`${admins.map(({ nickname }) => nickname).join(', ')} are the only active admins of the instance. Make another account an admin first.`,
  );
}

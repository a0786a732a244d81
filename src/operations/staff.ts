import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { visible } from '../akkoma/follows/recount.ts';
import type { Em } from '../database/connection/connection.ts';
import { Refused } from '../text/errors.ts';
import { type Text, text } from '../text/text.ts';
import type { Plan } from './operation.ts';

/** Staff of the instance itself: an account that moderates or administers it. */
export const isStaff = (user: User): boolean => user.local && (user.isAdmin || user.isModerator);

/**
 * What a plan says when one of its targets is staff: it then takes an admin to ask for it, and what takes agreement where it
 * is destructive.
 */
export function staffPrecaution(
  ...targets: readonly User[]
): Pick<Plan, 'tier' | 'role'> & { warnings: Text[] } {
  const staff = targets.filter(isStaff);
  if (staff.length === 0) return { warnings: [] };
  return {
    tier: 'destructive',
    role: staff.some(({ isAdmin }) => isAdmin) ? 'admin' : 'moderator',
    warnings: staff.map(
      ({ nickname, isAdmin }) =>
        text`${nickname ?? ''} is ${[isAdmin ? 'an admin' : 'a moderator']} of the instance.`,
    ),
  };
}

/** A select of the ids of the admins that count. */
export const activeAdmins = sql`
  select u.id from users u where u.local and u.is_admin and u.is_active and ${visible('u')}`;

/**
 * To be asked by a plan before an admin loses the role or the way in; what does it asks `holdLastAdmin`.
 *
 * An admin who is active but not confirmed counts: any of the staff can confirm them from here.
 *
 * @throws Refused when `user` is the only active admin.
 */
export const refuseToLoseLastAdmin = (em: Em, user: User): Promise<void> =>
  requireAnotherAdmin(em, user, sql``);

/**
 * As `refuseToLoseLastAdmin`. The rows of the admins stay locked to the end of the transaction: two staff who each remove one
 * of the last two must not both succeed.
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
      text`${user.nickname ?? ''} is the only active admin of the instance. Make someone else an admin first.`,
    );
  }
}

import { sql } from 'kysely';
import { visible } from '../../akkoma/follows/recount.ts';
import { undoSet } from '../../database/change-records/undo-set.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Refused } from '../../text/errors.ts';
import { type Text, text } from '../../text/text.ts';
import { losesRole } from '../../undo/index.ts';
import type { ActionTier } from '../tier.ts';

/**
 * Does the same as `refuseToLoseLastAdmin`, for all accounts that are about to be restored: an admin who loses the
 * role, the account or its confirmation counts as lost, and an account that regains role and account counts as gained.
 * Where the rows are restored next, they must be locked by then.
 *
 * @throws Refused when there is an active admin now, and the undo would leave none.
 */
export async function refuseToUndoLastAdmin(em: Em): Promise<void> {
  if (await losesLastAdmin(em)) {
    throw new Refused(
      text`This would leave the instance without an active admin. Make another account an admin first.`,
    );
  }
}

/** Leaves admins as they are, with the verdict `last_admin`, where restoring them would leave no active admin. */
export async function leaveLastAdmin(em: Em): Promise<void> {
  if (!(await losesLastAdmin(em))) return;
  await sql`
    update ${undoSet} change set verdict = 'last_admin', restore = null
    from users u
    where change.table_name = 'users' and u.id = change.id::uuid and u.local and u.is_admin and u.is_active
      and 'false' in (restore ->> 'is_admin', restore ->> 'is_active', restore ->> 'is_confirmed')`.execute(
    em.getKysely(),
  );
}

async function losesLastAdmin(em: Em): Promise<boolean> {
  const { rows } = await sql<{ loses: boolean }>`
    select coalesce(bool_or(concerned.before), false) and not bool_or(concerned.after) as loses
    from (
      select u.is_admin and u.is_active as before,
        coalesce((change.restore ->> 'is_admin')::boolean, u.is_admin)
          and coalesce((change.restore ->> 'is_active')::boolean, u.is_active)
          and coalesce((change.restore ->> 'is_confirmed')::boolean, true) as after
      from (
        select id from users where local and is_admin and is_active
        union
        select id::uuid from ${undoSet} where table_name = 'users' and (restore ? 'is_admin' or restore ? 'is_active')
      ) concerned
      join users u on u.id = concerned.id
      left join ${undoSet} change on change.table_name = 'users' and change.id = u.id::text
      where u.local and ${visible('u')} and exists (
        select from ${undoSet}
        where table_name = 'users' and 'false' in (restore ->> 'is_admin', restore ->> 'is_active', restore ->> 'is_confirmed'))
    ) concerned`.execute(em.getKysely());
  return rows[0]?.loses === true;
}

/**
 * Returns the tier and the warnings of an undo. It is destructive where it concerns staff of the instance, or makes an
 * account an admin again; otherwise it has the tier of what it undoes.
 */
export async function precautionOfUndo(
  em: Em,
  tier: ActionTier,
): Promise<{ tier: ActionTier; warnings: Text[] }> {
  const { rows } = await sql<{ name: string; staff: boolean; promoted: boolean; demoted: boolean }>`
    select coalesce(u.nickname, u.ap_id)::text as name, u.is_admin or u.is_moderator as staff,
      coalesce((change.restore ->> 'is_admin')::boolean, false) as promoted,
      ${losesRole} as demoted
    from ${undoSet} change join users u on u.id = change.id::uuid
    where change.table_name = 'users' and change.verdict in ('restore', 'released') and u.local
      and (u.is_admin or u.is_moderator or (change.restore ->> 'is_admin')::boolean)
    order by u.id`.execute(em.getKysely());
  const withoutUse = await warningsOfLostUse(em);
  const promoted = rows.filter((each) => each.promoted);
  const demoted = rows.filter((each) => each.demoted);
  const staff = rows.filter((each) => each.staff && !each.demoted);
  return {
    tier: rows.length > 0 ? 'destructive' : tier,
    warnings: [
      ...promoted.map(({ name }) => text`${name} becomes an admin of the instance again.`),
      ...demoted.map(
        ({ name }) =>
          text`${name} stops being staff of the instance, and loses the notifications of reports.`,
      ),
      ...staff.map(({ name }) => text`${name} is staff of the instance.`),
      ...withoutUse,
    ].slice(0, 10),
  };
}

/** Says which accounts the undo deactivates or unconfirms again: the word "restored" does not tell. */
async function warningsOfLostUse(em: Em): Promise<Text[]> {
  const { rows } = await sql<{ state: 'deactivated' | 'unconfirmed'; name: string; count: number }>`
    select state, min(coalesce(u.nickname, u.ap_id)::text) as name, count(*)::integer as count
    from ${undoSet} change join users u on u.id = change.id::uuid
    cross join lateral (
      values ('deactivated', u.is_active and restore ->> 'is_active' = 'false'),
        ('unconfirmed', u.local and u.is_confirmed and restore ->> 'is_confirmed' = 'false')
    ) loss (state, applies)
    where change.table_name = 'users' and change.verdict = 'restore' and applies
    group by state order by state`.execute(em.getKysely());
  const ends = { deactivated: 'deactivated again', unconfirmed: 'unconfirmed again, and cannot log in' };
  return rows.map(({ state, name, count }) =>
    count === 1 ? text`${name} is ${[ends[state]]}.` : text`${count} accounts are ${[ends[state]]}.`,
  );
}

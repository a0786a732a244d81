import { type RawBuilder, sql } from 'kysely';
import { flakeIdFromUuid, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { visible } from '../follows/recount.ts';
import { firstIdAt } from '../ids/first-id.ts';
import { awaitsApproval } from './list-sign-ups.ts';

/** An account that awaits approval. */
export interface WaitingSignUp {
  /** A FlakeId. */
  readonly id: string;
  /** The ActivityPub id. */
  readonly account: string;
}

/**
 * Finds accounts that await approval, the newest first.
 *
 * @param since the first id that counts, as a uuid.
 * @param isKnown whether an account is not looked for, as a condition on its id.
 * @param most the maximum number; Infinity for all of them.
 */
export async function signUpsSince(
  em: Em,
  since: RawBuilder<unknown>,
  isKnown: (id: RawBuilder<unknown>) => RawBuilder<boolean>,
  most: number,
): Promise<WaitingSignUp[]> {
  const { rows } = await sql<WaitingSignUp>`
    select u.id, u.ap_id as account from users u
    where ${awaitsApproval('u')} and u.id > ${since} and not ${isKnown(sql`u.id`)}
    order by u.id desc limit ${Number.isFinite(most) ? most : null}::bigint`.execute(em.getKysely());
  return rows.map(({ id, account }) => ({ id: flakeIdFromUuid(id), account }));
}

/**
 * Reads what became of accounts by their FlakeIds: `open` while they await approval, `approved`, or `rejected` while
 * Akkoma deletes them; and whether the address is confirmed. An account that is gone has no state.
 */
export async function signUpStates(
  em: Em,
  ids: readonly string[],
): Promise<Map<string, { readonly state: string; readonly seen: string }>> {
  const { rows } = await sql<{ id: string; state: string; seen: string }>`
    select u.id, case when ${awaitsApproval('u')} then 'open' when u.is_approved then 'approved' else 'rejected' end as state,
      case when u.is_confirmed then 'confirmed' else '' end as seen
    from users u where u.id = any(${sql.val(ids.map(uuidFromFlakeId))}::uuid[])`.execute(em.getKysely());
  return new Map(rows.map(({ id, ...state }) => [flakeIdFromUuid(id), state]));
}

/** Counts the local accounts that registered within the last hour, by their ids, which begin with the time. */
export async function countRegistered(em: Em): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from users u
    where u.id > ${firstIdAt(sql`now() - interval '1 hour'`)} and u.local and ${visible('u')}`.execute(
    em.getKysely(),
  );
  return rows[0]?.count ?? 0;
}

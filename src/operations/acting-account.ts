import { sql } from 'kysely';
import type { ApplyContext } from './operation.ts';

/**
 * Returns in whose name staff delete something: the account that the requester is linked to, if it is active, or else
 * the actor that Akkoma uses for itself.
 *
 * @returns an ActivityPub id.
 */
export async function actingAccount({
  em,
  actionId,
  instance,
}: Pick<ApplyContext, 'em' | 'actionId' | 'instance'>): Promise<string> {
  const { rows } = await sql<{ apId: string }>`
    select account.ap_id as "apId" from steward.actions action
    join steward.staff_links link on link.discord_id = action.requester_id
    join users account on account.id = link.user_id
    where action.id = ${actionId} and account.local and account.is_active`.execute(em.getKysely());
  return rows[0]?.apId ?? `${instance.baseUrl}/internal/fetch`;
}

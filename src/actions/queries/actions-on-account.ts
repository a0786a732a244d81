import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { isOn, type NamedAccount } from './is-on-account.ts';
import { type ListedAction, selectActions } from './list-actions.ts';

/** Returns the latest actions on an account, the newest first. */
export const listActionsOn = (em: Em, account: NamedAccount, limit: number): Promise<ListedAction[]> =>
  selectActions(em, sql`where ${isOn('a', account)} order by a.proposed_at desc, a.id desc limit ${limit}`);

/**
 * Counts the actions that were done on an account.
 *
 * @param before only actions with a lower number; null for all.
 */
export async function countEarlier(em: Em, account: NamedAccount, before: number | null): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from steward.actions a
    where ${isOn('a', account)} and a.state in ('following', 'done', 'undone')
      and a.id < coalesce(${before}::bigint, 9223372036854775807)`.execute(em.getKysely());
  return rows[0]?.count ?? 0;
}

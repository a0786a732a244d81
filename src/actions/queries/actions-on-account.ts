import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { recordsOfRow } from '../../database/change-records/undo-set.ts';
import type { Em } from '../../database/connection/connection.ts';
import { counters } from '../../undo/decided-later.ts';
import { type ListedAction, selectActions } from './list-actions.ts';

interface Account {
  /** A FlakeId. */
  readonly id: string;
  /** The account as the plans name it. */
  readonly target: string;
}

/**
 * A select of the ids of the actions on an account: those that name it, and those that changed it among others, such as
 * an action on its whole instance. Changed counts of its follows do not make an action one on the account.
 */
const actionsOn = ({ id, target }: Account): RawBuilder<unknown> => sql`
  select id from steward.actions where plan ->> 'target' = ${target}
  union
  select action_id from ${recordsOfRow(sql`${uuidFromFlakeId(id)}::uuid::text`)} record
  where record.table_name = 'users'
    and coalesce(record.after, record.before) - ${sql.val([...counters, 'updated_at'])}::text[] <> '{}'`;

/** Returns the latest actions on an account, the newest first. */
export const listActionsOn = (em: Em, account: Account, limit: number): Promise<ListedAction[]> =>
  selectActions(
    em,
    sql`where a.id in (${actionsOn(account)}) order by a.proposed_at desc, a.id desc limit ${limit}`,
  );

/**
 * Counts the actions that were done on an account.
 *
 * @param before only actions with a lower number; null for all.
 */
export async function countEarlier(em: Em, account: Account, before: number | null): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from steward.actions a
    where a.id in (${actionsOn(account)}) and a.state in ('following', 'done', 'undone')
      and a.id < coalesce(${before}::bigint, 9223372036854775807)`.execute(em.getKysely());
  return rows[0]?.count ?? 0;
}

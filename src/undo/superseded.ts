import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../database/connection/connection.ts';
import { decidedLater } from './decided-later.ts';

/** What later actions have decided about the accounts of a time-limited action. */
export interface Superseded {
  readonly accounts: number;
  /** How many of the accounts are superseded: the reversal leaves them alone. */
  readonly superseded: number;
  /** The ids of the superseding actions. */
  readonly by: readonly number[];
}

export async function supersededOf(em: Em, action: number): Promise<Superseded> {
  const { rows } = await sql<Superseded>`
    select count(*)::integer as accounts, count(by)::integer as superseded,
      coalesce(jsonb_agg(distinct by order by by) filter (where by is not null), '[]') as by
    from ${decisionsAbout(sql`${action}`)} account`.execute(em.getKysely());
  return rows[0] ?? { accounts: 0, superseded: 0, by: [] };
}

/**
 * Selects the accounts (`id`) of a time-limited action, each with the later action whose decision supersedes it (`by`).
 */
export const decisionsAbout = (action: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select record.id, ${decidedLater('record', sql`later.action_id <> record.action_id`)} as by
  from (
    select action_id, table_name, key ->> 'id' as id, id as place, before, after
    from steward.changes
    where action_id = ${action} and table_name = 'users' and after ? 'is_active'
  ) record)`;

/** Whether nothing is left for the reversal to undo. */
export const isSuperseded = ({ accounts, superseded }: Superseded): boolean =>
  accounts > 0 && superseded === accounts;

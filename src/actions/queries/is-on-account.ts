import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { RecordedAccount } from '../../akkoma/lookup/recorded-account.ts';
import { recordsOfRow } from '../../database/change-records/undo-set.ts';
import { counters } from '../../undo/decided-later.ts';

/** An account as the records name it. */
export type NamedAccount = Pick<RecordedAccount, 'id' | 'apId' | 'target'>;

/** The target of these is a member of the Discord server, who may be called as an account is. */
const onMembers = ['staff.pause', 'staff.resume'];

/**
 * A select of the ids of the actions on an account: those whose plan names it, alone or among others; those that
 * changed it without naming it, such as an action on its whole instance; those of its notes; and the undos of all
 * these. Changed counts of its follows do not make an action one on the account. Each part is read along an index.
 */
export const actionsOn = ({ id, apId, target }: NamedAccount): RawBuilder<unknown> => sql`
  with direct as materialized (
    select id from steward.actions
    where steward.named_in(plan) && ${sql.val([target, apId, ...(id === null ? [] : [id])])}::text[]
      and operation <> all(${sql.val(onMembers)}::text[])
    ${id === null ? sql`` : changing(uuidFromFlakeId(id))}
  )
  select id from direct
  union
  select undone_by from steward.actions where id = any(array(select id from direct)) and undone_by is not null`;

const changing = (uuid: string): RawBuilder<unknown> => sql`
  union
  select action_id from ${recordsOfRow(sql`${uuid}::uuid::text`)} record
  where record.table_name = 'users'
    and coalesce(record.after, record.before) - ${sql.val([...counters, 'updated_at'])}::text[] <> '{}'
  union
  select action_id from steward.notes where account_id = ${uuid}::uuid`;

/**
 * Whether an action is on an account. The array makes the planner look the actions up by their numbers, however many it
 * expects; it would walk through all newer ones otherwise, to find the few of an account first.
 */
export const isOn = (action: string, account: NamedAccount): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${action}.id`)} = any(array(${actionsOn(account)}))`;

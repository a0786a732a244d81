import { type RawBuilder, sql } from 'kysely';
import {
  incomparable,
  isIndexed,
  merged,
  recordsOfRow,
  restoredVerdicts,
  undoSet,
} from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';
import { counters, decidedLater, sharesColumn } from './decided-later.ts';

/**
 * Corrects the rows of `undoing` that several of the actions changed, and somebody else in between: only the records
 * that can be undone without undoing somebody else's change are restored. Earlier ones are left, and `left_before` and
 * `left_by` say so. Without this, such a row would be left as a whole. Call it when `decided_by` is known.
 *
 * An action's records of a row are left where a later action decided about their columns, where the next of the actions
 * found other values, and where a later action is left that recorded one of their columns.
 *
 * @param actions the actions that are undone together.
 * @param uncounted the actions that are no later decisions: those that are undone, and the undo itself.
 */
export async function leaveEarlierRecords(
  em: Em,
  actions: readonly number[],
  uncounted: readonly number[],
): Promise<void> {
  await sql`
    with recursive torn as materialized (
      select place, table_name, id from ${undoSet} change
      where ${isIndexed('change')} and first <> place and (broken or decided_by is not null)
    ),
    recorded as materialized (
      select torn.place as of_row, torn.table_name, torn.id, change.id as place, change.action_id, change.before, change.after
      from torn cross join lateral ${recordsOfRow(sql`torn.id`)} change
      where change.table_name = torn.table_name and change.action_id = any(${sql.val(actions)}::bigint[])
    ),
    decided as materialized (
      select recorded.*, ${decidedLater('recorded', sql`later.action_id <> all(${sql.val(uncounted)}::bigint[])`)} as by
      from recorded
    ),
    step as (
      select of_row, action_id, after -> column_name as left_behind,
        lead(place) over (partition by of_row, column_name order by place) as next,
        lead(before -> column_name) over (partition by of_row, column_name order by place) as found
      from decided, jsonb_object_keys(coalesce(before, '{}') || coalesce(after, '{}')) as of_record (column_name)
      where column_name <> all(${incomparable(counters)})
    ),
    blocked (of_row, action_id) as (
      select of_row, action_id from decided where by is not null
      union
      select of_row, action_id from step where next is not null and found is distinct from left_behind
      union
      select earlier.of_row, earlier.action_id
      from blocked
      join decided later on later.of_row = blocked.of_row and later.action_id = blocked.action_id
      join decided earlier on earlier.of_row = later.of_row and earlier.place < later.place
        and ${sharesColumn('earlier', 'later')}
    ),
    sorted as materialized (
      select decided.*, (of_row, action_id) in (select of_row, action_id from blocked) as is_left from decided
    ),
    kept as materialized (
      select of_row, min(place) as first, max(place) as place, (array_agg(action_id order by place desc))[1] as action_id,
        bool_and(before is not distinct from after) as is_restated,
        (array_agg(before order by place))[1] is not null as was_there,
        (array_agg(after order by place desc))[1] is not null as is_there
      from sorted where not is_left group by of_row
    )
    update ${undoSet} judged set first = kept.first, place = kept.place, action_id = kept.action_id,
      is_restated = kept.is_restated, broken = false, decided_by = null,
      before = case when kept.was_there then ${merged(stepsOf('before', sql`not is_left`), 'first')} end,
      after = case when kept.is_there then ${merged(stepsOf('after', sql`not is_left`), 'last')} end,
      left_before = ${merged(stepsOf('before', sql`is_left`), 'first')},
      left_records = array(select place from sorted where sorted.of_row = kept.of_row and is_left order by place),
      left_by = (select by from sorted where sorted.of_row = kept.of_row and is_left order by place limit 1)
    from kept where kept.of_row = judged.place`.execute(em.getKysely());
}

/** Those of the records of the row `kept` for which the condition is true. */
const stepsOf = (column: 'before' | 'after', condition: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select place, ${sql.ref(column)} as columns from sorted where of_row = kept.of_row and ${condition}) step`;

/**
 * Returns those of the actions of which something is restored, in the order given. What is already as it was counts,
 * unless a later action made it so.
 */
export async function actionsRestored(em: Em, actions: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct record.action_id::integer as id
    from steward.changes record
    join ${undoSet} change on change.table_name = record.table_name and change.id = record.key ->> 'id'
    where record.action_id = any(${sql.val(actions)}::bigint[]) and record.id <> all(change.left_records)
      and (change.verdict = any(${sql.val(restoredVerdicts)}) or change.verdict = 'same' and change.decided_by is null)`.execute(
    em.getKysely(),
  );
  const restored = new Set(rows.map(({ id }) => id));
  return actions.filter((id) => restored.has(id));
}

import { sql } from 'kysely';
import { recordsOfRow, undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';
import { sharesColumn } from './decided-later.ts';

/** How many of the rows that are left are looked at. */
const mostRows = 10;

/**
 * Returns the later actions that keep rows from being restored, the last one first: in this order they can be undone,
 * and then those rows can be restored. A row that one of them keeps for ever is left out. Call it when everything has
 * been judged, before anything is restored.
 *
 * @param undoable the names of the operations that can be undone.
 */
export async function actionsInTheWay(em: Em, undoable: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with kept_from as (
      select place, table_name, id, first, coalesce(decided_by, left_by) as by, before, after from (
        select place, table_name, id, decided_by, left_by, coalesce(left_records[1], first) as first,
          case when is_left then left_before else before end as before, case when is_left then null else after end as after
        from ${undoSet} where is_left or verdict = 'changed'
        order by place limit ${mostRows}
      ) sample where coalesce(decided_by, left_by) is not null
    )
    select distinct unnest(ids)::integer as id from (
      select array_agg(action.id) as ids
      from kept_from
      cross join lateral ${recordsOfRow(sql`kept_from.id`)} later
      join steward.actions action on action.id = later.action_id and action.state in ('done', 'following')
      where later.table_name = kept_from.table_name and ${sharesColumn('later', 'kept_from')}
        and later.id >= (
          select min(decision.id) from ${recordsOfRow(sql`kept_from.id`)} decision
          where decision.table_name = kept_from.table_name and decision.action_id = kept_from.by
            and decision.id > kept_from.first)
        and (action.id = kept_from.by
          or not exists (select from steward.actions undone where undone.undone_by = action.id))
      group by kept_from.place
      having bool_and(action.operation = any(${sql.val(undoable)}::text[]))
    ) of_row order by id desc`.execute(em.getKysely());
  return rows.map(({ id }) => id);
}

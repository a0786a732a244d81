import { type RawBuilder, sql } from 'kysely';
import type { ColumnsThere } from '../columns-there.ts';
import type { Em } from '../connection/connection.ts';

/**
 * The temporary table, of one transaction, of the rows that a set of actions changed. Each row appears once, no matter
 * how often it was changed:
 *
 * - `table_name`, `id`: the row; `action_id`, `place`: the last action that changed it and the `id` of its last record;
 *   `place` is unique;
 * - `before`, `after`: the recorded columns before the first of the actions and after the last one; null where the row
 *   did not exist;
 * - `first`: the `id` of the first record in `steward.changes`;
 * - `broken`: whether another writer changed the row between two of the actions;
 * - `decided_by`: the first later action, not undone here, that decided about the row; null where there is none;
 * - `is_restated`: whether the actions found the row as they wanted it, and only decided about it again;
 * - `left_records`, `left_before`, `left_by`: the earlier records of the row that are no part of this, because somebody else
 *   changed the row after them; what the row was before them, and the later action that decided about it;
 * - `is_left`: whether the row is not as it was before those; false until it has been judged;
 * - `is_context`: whether the row is only here because the verdicts of others depend on it: it is restored with another
 *   part;
 * - `verdict`: whether the row can be restored; null until it has been judged;
 * - `restore`: for a row that still exists, the columns to restore.
 *
 * A table, not a CTE, because it can be analyzed: it is joined with thousands of rows, and without statistics the
 * planner would estimate a single row.
 */
export const undoSet = sql`pg_temp.undoing`;

/** The verdicts of rows that are restored. */
export const restoredVerdicts = ['restore', 'anew', 'released'];

/** Every writer sets it. A difference in it does not mean that anything else was changed. */
const clock = 'updated_at';

/**
 * The tables that an undo does not restore row by row: in the log of what was done it leaves the entries as they are,
 * and adds entries of its own; the counts of posts are those of a trigger.
 */
const apart = ['moderation_log', 'counter_cache'];

/** The columns that do not show whether a row has been changed since: `updated_at` and the derived ones. */
export const incomparable = (derived: readonly string[]): RawBuilder<unknown> =>
  sql`${sql.val([clock, ...derived])}::text[]`;

/** A part of an undo in `steward.pending_undos`: the records of the undone actions that one transaction undoes. */
export interface UndoPart {
  readonly undo: number;
  readonly part: number;
}

/**
 * All records of a row of the indexed tables, found by the id of the row. Without `offset 0` the planner may scan all
 * records of an action instead, once for each row.
 *
 * @param id the id of the row, as a text.
 */
export const recordsOfRow = (id: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select * from steward.changes change where ${isIndexed('change')} and change.key ->> 'id' = ${id} offset 0)`;

/**
 * The columns of several records of a row: each with its value in the first, or the last, record that has it.
 *
 * @param steps a table `step` of the records, with `place` for their order, and `columns`: their `before` or `after`.
 */
export const merged = (steps: RawBuilder<unknown>, from: 'first' | 'last'): RawBuilder<unknown> => sql`(
  select jsonb_object_agg(of_row.column_name, of_row.value order by step.place ${from === 'first' ? sql`desc` : sql``})
  from ${steps}, jsonb_each(step.columns) as of_row (column_name, value))`;

const allRecords = (actions: readonly number[]): RawBuilder<unknown> => sql`
  select *, true as is_first from steward.changes where action_id = any(${sql.val(actions)}::bigint[])`;

/**
 * Whether a record is in the index `changes_of_row`. It holds the tables whose rows actions decide about, and so may
 * change several times. The planner only uses this partial index for exactly this condition.
 */
export const isIndexed = (record: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${record}.table_name`)} in ('users', 'user_invite_tokens')`;

/**
 * The records of a part, and all other records of its rows and of the accounts in its follows. A row belongs to the
 * part that has its first record: there `is_first` is true.
 */
const recordsOf = ({ undo, part }: UndoPart, actions: readonly number[]): RawBuilder<unknown> => sql`
  with here as materialized (
    select change.* from steward.pending_undos listed
    join steward.changes change on change.action_id = listed.undone_id
      and change.id between listed.first_change and listed.last_change
    where listed.action_id = ${undo} and listed.part = ${part}
  ),
  named (table_name, row_id) as materialized (
    select table_name, key ->> 'id' from here where ${isIndexed('here')}
    union
    select 'users', party.id from here
    cross join lateral (
      values (coalesce(before, after) ->> 'follower_id'), (coalesce(before, after) ->> 'following_id')
    ) party (id)
    where here.table_name = 'following_relationships'
  ),
  whole as materialized (
    select change.*, change.id = min(change.id) over (partition by change.table_name, change.key ->> 'id') as is_earliest
    from named
    cross join lateral ${recordsOfRow(sql`named.row_id`)} change
    where change.table_name = named.table_name and change.action_id = any(${sql.val(actions)}::bigint[])
  )
  select here.*, true as is_first from here where not ${isIndexed('here')}
  union all
  select id, action_id, table_name, key, before, after, is_earliest and id in (select id from here) from whole`;

/**
 * Gathers the records of actions in `steward.changes` into `undoing`. Requires a transaction. Discards what was
 * gathered in it before.
 *
 * @param actions the ids of the actions.
 * @param derived columns that are counted from other rows: their values may differ between two actions.
 * @param part the part whose records are gathered; null for all records.
 */
export async function gatherUndoSet(
  em: Em,
  actions: readonly number[],
  derived: readonly string[],
  part: UndoPart | null,
): Promise<void> {
  const database = em.getKysely();
  await sql`drop table if exists ${undoSet}`.execute(database);
  await sql`
    create temporary table undoing on commit drop as
    select told.table_name, told.id, told.action_id, told.place, told.first,
      case when befores[1] is null then null when steps = 1 then befores[1]
        else ${merged(sql`unnest(befores) with ordinality as step (columns, place)`, 'first')} end as before,
      case when afters[steps] is null then null when steps = 1 then afters[1]
        else ${merged(sql`unnest(afters) with ordinality as step (columns, place)`, 'last')} end as after,
      steps > 1 and (
        exists (
          select from generate_series(2, steps) as step (number)
          where (befores[step.number] is null) <> (afters[step.number - 1] is null))
        or exists (
          select from (
            select befores[step.number] -> of_row.column_name as found,
              lag(afters[step.number] -> of_row.column_name)
                over (partition by of_row.column_name order by step.number) as left_behind
            from generate_series(1, steps) as step (number),
              jsonb_object_keys(coalesce(befores[step.number], '{}') || coalesce(afters[step.number], '{}'))
                as of_row (column_name)
            where of_row.column_name <> all(${incomparable(derived)})
          ) link
          where found <> left_behind)
      ) as broken,
      null::bigint as decided_by, is_restated, is_context, '{}'::bigint[] as left_records,
      null::jsonb as left_before, null::bigint as left_by, false as is_left, null::text as verdict, null::jsonb as restore
    from (
      select table_name, key ->> 'id' as id, max(id) as place, min(id) as first, count(*)::integer as steps,
        bool_and(before is not distinct from after) as is_restated, not bool_or(is_first) as is_context,
        (array_agg(action_id order by id desc))[1] as action_id,
        array_agg(before order by id) as befores, array_agg(after order by id) as afters
      from (${part === null ? allRecords(actions) : recordsOf(part, actions)}) change
      where key ? 'id' and table_name <> all(${sql.val(apart)}::text[])
      group by table_name, key ->> 'id'
    ) told`.execute(database);
  await sql`create unique index on ${undoSet} (place)`.execute(database);
  await sql`create unique index on ${undoSet} (table_name, id)`.execute(database);
  await sql`analyze ${undoSet}`.execute(database);
}

/**
 * Removes the columns from `undoing` that an upgrade of Akkoma has dropped since. All rows of a dropped table get the
 * verdict `gone`.
 *
 * @returns the names of the dropped columns and tables, as `table.column` or `table`.
 */
export async function leaveOutLost(em: Em, there: ColumnsThere): Promise<string[]> {
  const database = em.getKysely();
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select table_name as table, array_agg(distinct column_name order by column_name) as columns
    from ${undoSet} change, jsonb_object_keys(coalesce(before, '{}') || coalesce(after, '{}')) as of_row (column_name)
    where not coalesce(${JSON.stringify(there)}::jsonb -> table_name ? column_name, false)
    group by 1 order by 1`.execute(database);
  for (const { table, columns } of rows) {
    const isGone = !(table in there);
    await sql`
      update ${undoSet} set verdict = ${isGone ? 'gone' : null},
        before = case when ${isGone} then before else before - ${sql.val(columns)}::text[] end,
        after = case when ${isGone} then after else after - ${sql.val(columns)}::text[] end
      where table_name = ${table}`.execute(database);
  }
  return rows.flatMap(({ table, columns }) =>
    table in there ? columns.map((column) => `${table}.${column}`) : [table],
  );
}

/** A select of the ids of a table's rows in `undoing`, regardless of their verdict. */
export const idsIn = (table: string, type: 'uuid' | 'bigint'): RawBuilder<unknown> =>
  sql`select id::${sql.raw(type)} from ${undoSet} where table_name = ${table}`;

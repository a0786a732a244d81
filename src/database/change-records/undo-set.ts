import { type RawBuilder, sql } from 'kysely';
import type { ColumnsThere } from '../columns-there.ts';
import type { Em } from '../connection/connection.ts';

/**
 * The table, of this transaction alone, of the rows that some actions altered, one row for each however often it was
 * altered:
 *
 * - `table_name`, `id`: which one; `action_id`, `place`: the last action and the last record of it, `place` being unique;
 * - `before`, `after`: the columns on record as they were before the first of the actions and after the last one, null
 *   where there was no row;
 * - `first`: the first record's `id` in `steward.changes`;
 * - `broken`: whether someone else altered it between two of the actions;
 * - `decided_by`: the first later action of those not undone here that decided about it, null where there is none;
 * - `is_restated`: whether the actions found the row as they wanted it, and only decided about it anew;
 * - `is_context`: whether it is there only because others are judged by it: it is put back with another part;
 * - `verdict`: whether it can be put back, once that has been judged; null before;
 * - `restore`: of a row that is still there, the columns to put back.
 *
 * It is a table, with statistics, because what is joined with it are thousands of rows that the planner would take for one.
 */
export const undoSet = sql`pg_temp.undoing`;

/** Kept by whoever writes the row, and no sign that anything else about it was changed. */
const clock = 'updated_at';

/** Where it is told what was done: what was told stays, and taking it back is told besides. */
const chronicle = 'moderation_log';

/** The columns that say nothing about whether someone has changed a row since: its clock, and what is derived. */
export const incomparable = (derived: readonly string[]): RawBuilder<unknown> =>
  sql`${sql.val([clock, ...derived])}::text[]`;

/** Some of what actions recorded, which is taken back in one transaction: a part of an undo in `steward.pending_undos`. */
export interface UndoPart {
  readonly undo: number;
  readonly part: number;
}

/**
 * All records of a row of those tables, found by the row: without the offset the planner may look through all that an action has
 * recorded instead, once for each row.
 *
 * @param id the row's, as a text.
 */
export const recordsOfRow = (id: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select * from steward.changes change where ${isIndexed('change')} and change.key ->> 'id' = ${id} offset 0)`;

const allRecords = (actions: readonly number[]): RawBuilder<unknown> => sql`
  select *, true as is_first from steward.changes where action_id = any(${sql.val(actions)}::bigint[])`;

/**
 * Records of the tables whose rows people decide about, and so may have changed several times: those of the index
 * `changes_of_row`, which only this very condition finds.
 */
export const isIndexed = (record: string): RawBuilder<boolean> =>
  sql`${sql.ref(`${record}.table_name`)} in ('users', 'user_invite_tokens')`;

/**
 * The records of a part, and of the rows that it is about, and of the accounts that follow or are followed there, all others.
 * A row belongs to the part in which its first record is: there it is `is_first`.
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
 * Gathers what actions recorded in `steward.changes` into `undoing`, which must be done in a transaction; what was gathered
 * in it before is forgotten.
 *
 * @param actions their numbers.
 * @param derived columns that are counted from other rows: two actions may find them different without any harm.
 * @param part of which records the rows are; of all, if nothing is said.
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
      case when befores[1] is null then null when steps = 1 then befores[1] else (
        select jsonb_object_agg(of_row.column_name, of_row.value order by step.number desc)
        from unnest(befores) with ordinality as step (row, number),
          jsonb_each(step.row) as of_row (column_name, value)
      ) end as before,
      case when afters[steps] is null then null when steps = 1 then afters[1] else (
        select jsonb_object_agg(of_row.column_name, of_row.value order by step.number)
        from unnest(afters) with ordinality as step (row, number),
          jsonb_each(step.row) as of_row (column_name, value)
      ) end as after,
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
      null::bigint as decided_by, is_restated, is_context, null::text as verdict, null::jsonb as restore
    from (
      select table_name, key ->> 'id' as id, max(id) as place, min(id) as first, count(*)::integer as steps,
        bool_and(before is not distinct from after) as is_restated, not bool_or(is_first) as is_context,
        (array_agg(action_id order by id desc))[1] as action_id,
        array_agg(before order by id) as befores, array_agg(after order by id) as afters
      from (${part === null ? allRecords(actions) : recordsOf(part, actions)}) change
      where key ? 'id' and table_name <> ${chronicle}
      group by table_name, key ->> 'id'
    ) told`.execute(database);
  await sql`create unique index on ${undoSet} (place)`.execute(database);
  await sql`create unique index on ${undoSet} (table_name, id)`.execute(database);
  await sql`analyze ${undoSet}`.execute(database);
}

/**
 * Leaves out of `undoing` what the tables do not have any more, since Akkoma was upgraded meanwhile: of rows the columns, and
 * of tables that are gone all rows, whose verdict is `gone`.
 *
 * @returns their names, as `table.column` or `table`.
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

/** Selects of the ids of the rows of a table, whatever their verdict. */
export const idsIn = (table: string, type: 'uuid' | 'bigint'): RawBuilder<unknown> =>
  sql`select id::${sql.raw(type)} from ${undoSet} where table_name = ${table}`;

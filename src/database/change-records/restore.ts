import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../connection/connection.ts';
import { lockRows, type Rows } from '../locks/lock-rows.ts';
import type { Journal } from './journal.ts';
import type { Restorable } from './judge.ts';
import { idsIn, undoSet } from './undo-set.ts';

/**
 * Locks the rows in `undoing` that still exist against other writers. Call it before they are judged.
 *
 * @param others further rows that the verdicts depend on.
 */
export async function lockUndoSet(
  em: Em,
  restorables: readonly Restorable[],
  others: readonly Rows[],
): Promise<void> {
  const rows = restorables
    .filter(({ isNeverThere = false }) => !isNeverThere)
    .map(({ table, id }) => ({ table, ids: idsIn(table, id) }));
  await lockRows(em, ...others, ...rows);
}

/**
 * Restores every row with the verdict `restore`: deletes rows that the actions had inserted, sets changed columns to
 * their old values, and inserts deleted rows again under their old ids. Runs a few statements for each table,
 * regardless of the number of rows.
 *
 * @param restorables in the order in which deleted rows can be inserted again: referenced tables first.
 * @param dependents the tables from which the database deletes rows along with those of a table, as for
 * `Journal.delete`.
 */
export async function restore(
  em: Em,
  { journal, now }: { readonly journal: Journal; readonly now: Date },
  restorables: readonly Restorable[],
  dependents: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<void> {
  const found = await columnsToRestore(em);
  const columnsOf = (table: string, way: Way): string[] =>
    found.find((each) => each.table === table && each.way === way)?.columns ?? [];

  for (const { table, id } of restorables.toReversed()) {
    if (columnsOf(table, 'delete').length === 0) continue;
    const doomed = sql`
      select id::${sql.raw(id)} from ${undoSet} change
      where table_name = ${table} and verdict = 'restore' and before is null`;
    await journal.delete(table, doomed, ['id'], dependents[table]);
  }
  for (const { table, id } of restorables) {
    const columns = columnsOf(table, 'update');
    if (columns.length > 0) {
      await journal.update(
        table,
        columns,
        sql`
          select there.id, ${sql.join(
            columns.map(
              (column) => sql`
                case when change.restore ? ${sql.lit(column)} then (made.was).${sql.ref(column)}
                  else ${sql.ref(`there.${column}`)} end as ${sql.ref(column)}`,
            ),
          )}
          from ${undoSet} change
          join ${sql.table(table)} there on there.id = change.id::${sql.raw(id)}
          cross join lateral (
            select jsonb_populate_record(null::${sql.table(table)}, change.restore) as was offset 0
          ) made
          where change.table_name = ${table} and change.restore <> '{}'`,
        now,
      );
    }
    const lost = columnsOf(table, 'insert');
    if (lost.length > 0) {
      await journal.insert(
        table,
        lost,
        sql`
          select ${columnsMade(lost)}
          from ${undoSet} change
          cross join lateral (
            select jsonb_populate_record(null::${sql.table(table)}, change.before) as was offset 0
          ) made
          where change.table_name = ${table} and change.verdict = 'restore' and change.after is null
          order by change.place`,
      );
    }
  }
}

const columnsMade = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql`(made.was).${sql.ref(column)}`));

type Way = 'delete' | 'update' | 'insert';

/** The columns to restore, for each table and each way of restoring its rows. */
async function columnsToRestore(em: Em): Promise<{ table: string; way: Way; columns: string[] }[]> {
  const { rows } = await sql<{ table: string; way: Way; columns: string[] }>`
    select table_name as table, way, array_agg(distinct column_name order by column_name) as columns
    from (
      select table_name,
        case when before is null then 'delete' when after is null then 'insert' else 'update' end as way,
        coalesce(restore, before, after) as row
      from ${undoSet} where verdict = 'restore' or restore <> '{}'
    ) change, jsonb_object_keys(row) as of_row (column_name)
    group by 1, 2`.execute(em.getKysely());
  return rows;
}

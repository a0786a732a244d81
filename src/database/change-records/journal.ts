import { type RawBuilder, sql } from 'kysely';
import type { ColumnsThere } from '../columns-there.ts';
import type { Em } from '../connection/connection.ts';
import { columnsOf, keptColumns, keptColumnsOf, objectOf, secretColumns } from './kept-rows.ts';

/**
 * The only way for operations to write in bulk. Each statement itself records every row that it changes, as it was
 * before and as it is after. No rows pass through this process, so its memory does not grow with their number.
 *
 * All writes happen in the transaction of the given entity manager.
 */
export interface Journal {
  /**
   * Sets columns of the rows that `source` names, where at least one value differs. Sets `updated_at` of exactly these
   * rows, too, if `touched` is given (behaviour.md 1.4).
   *
   * Secret columns are written where another column differs: the role may not read them.
   *
   * Trap: PostgreSQL reads `source` before it waits for rows that another transaction is writing. Where `source`
   * computes the new values from the old ones, lock the rows first, in a separate statement, or the values written by
   * the other transaction are lost.
   *
   * @param source a select that yields `id` and the new values, under the names of the columns.
   * @param touched the new `updated_at`.
   * @returns the number of rows changed.
   */
  update(
    table: string,
    columns: readonly string[],
    source: RawBuilder<unknown>,
    touched?: Date,
  ): Promise<number>;
  /**
   * Records rows that already have the values that the action wants, without changing them. The record shows that the
   * action decided about these columns, which the search for later decisions relies on. Locks the rows against other
   * writers.
   *
   * @param source a select of the ids.
   * @returns the number of rows.
   */
  restate(table: string, columns: readonly string[], source: RawBuilder<unknown>): Promise<number>;
  /**
   * Deletes rows. Rows that the database deletes along with them (foreign keys with `on delete cascade`) are only
   * recorded if their tables are named in `dependents`.
   *
   * @param source a select that yields the key.
   * @param key the columns of the primary key; `id` by default.
   * @param dependents tables, each with the column that refers to the `id` of a deleted row: these rows are deleted,
   * too.
   * @returns the number of rows deleted, without the dependents.
   */
  delete(
    table: string,
    source: RawBuilder<unknown>,
    key?: readonly string[],
    dependents?: Readonly<Record<string, string>>,
  ): Promise<number>;
  /**
   * Inserts rows. Columns that are not named get their defaults.
   *
   * @param source a select that yields the columns in the given order.
   * @param key the columns of the primary key; `id` by default.
   * @returns the number of rows inserted.
   */
  insert(
    table: string,
    columns: readonly string[],
    source: RawBuilder<unknown>,
    key?: readonly string[],
  ): Promise<number>;
  /**
   * Records rows that a function inserts.
   *
   * @param source a select from the function, which yields `id` and the columns of the new rows.
   * @returns the number of rows inserted.
   */
  insertBy(table: string, columns: readonly string[], source: RawBuilder<unknown>): Promise<number>;
  /**
   * The rows of a table that have been deleted since the journal was opened, as a select with the columns of the table.
   * With many rows, naming a few columns is several times faster.
   */
  deleted(table: string, columns?: Columns): RawBuilder<unknown>;
  /** The same for rows that have been inserted. Columns that got their defaults are null. */
  inserted(table: string, columns?: Columns): RawBuilder<unknown>;
  /**
   * A select of the ids (uuids) of the rows whose `column` has been changed or restated since the journal was opened.
   */
  updated(table: string, column: string): RawBuilder<unknown>;
}

/** Column names, each with its type. */
export type Columns = Readonly<Record<string, 'uuid' | 'bigint' | 'jsonb'>>;

/** The action whose changes are recorded, and where. */
interface Recording {
  readonly em: Em;
  readonly actionId: number;
  /** The columns of Akkoma's tables. */
  readonly there: ColumnsThere;
  /** The id of the last change that the action recorded in earlier transactions; 0 for none. */
  readonly since: number;
}

/**
 * Opens the journal of an action.
 *
 * @param there the columns of Akkoma's tables: those of them that the role may read and that are not secret are
 * recorded of whole rows.
 * @param since the id of the last change that the action recorded in earlier transactions; 0 for none.
 */
export function openJournal(em: Em, actionId: number, there: ColumnsThere, since = 0): Journal {
  const recording: Recording = { em, actionId, there, since };
  return {
    update: (table, columns, source, touched) => update(recording, table, columns, { source, touched }),
    restate: (table, columns, source) => restate(recording, table, columns, source),
    delete: (table, source, key = ['id'], dependents = {}) =>
      deleteRows(recording, table, source, { key, dependents }),
    insert: (table, columns, source, key = ['id']) => insert(recording, table, columns, { source, key }),
    insertBy: (table, columns, source) => insertBy(recording, table, columns, source),
    deleted: (table, columns) => rowsOf(recording, table, 'deleted', columns),
    inserted: (table, columns) => rowsOf(recording, table, 'inserted', columns),
    updated: (table, column) => sql`
      select (key ->> 'id')::uuid from steward.changes
      where action_id = ${actionId} and id > ${since} and table_name = ${table}
        and before ? ${column} and after is not null`,
  };
}

/** One statement that changes rows and records them. */
interface RecordedWrite {
  /** The common table expressions that change the rows. */
  readonly changes: RawBuilder<unknown>;
  /** A select of the records: action, table, key, and the row before and after. */
  readonly records: RawBuilder<unknown>;
  /** The table expression whose rows are counted; all records by default. */
  readonly counted?: RawBuilder<unknown>;
}

async function write(
  { em }: Recording,
  { changes, records, counted = sql`recorded` }: RecordedWrite,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with ${changes},
    recorded as (
      insert into steward.changes (action_id, table_name, key, before, after)
      ${records}
      returning 1
    )
    select count(*)::integer as count from ${counted}`.execute(em.getKysely());
  return rows[0]?.count ?? 0;
}

function update(
  recording: Recording,
  table: string,
  columns: readonly string[],
  { source, touched }: { readonly source: RawBuilder<unknown>; readonly touched: Date | undefined },
): Promise<number> {
  const name = sql.table(table);
  const kept = touched === undefined ? columns : [...columns, 'updated_at'];
  const isReadable = (column: string): boolean => !secretColumns.includes(column);
  const recorded = kept.filter(isReadable);
  const compared = columns.filter(isReadable);
  const assignments = columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`before.${column}`)}`);
  if (touched !== undefined) assignments.push(sql`updated_at = ${naive(touched)}`);
  const was = (column: string) => `was_${column}`;
  // The planner's statistics do not include rows written in this transaction, so it estimates one or two rows for
  // each CTE. Each CTE is therefore joined to the table by its primary key, never to another CTE.
  return write(recording, {
    changes: sql`
      source as materialized (${source}),
      before as materialized (
        select t.id, ${columnsOf('source', columns)}, ${sql.join(
          recorded.map((column) => sql`${sql.ref(`t.${column}`)} as ${sql.ref(was(column))}`),
        )}
        from ${name} t join source on source.id = t.id
        where (${columnsOf('t', compared)}) is distinct from (${columnsOf('source', compared)})
        for no key update of t
      ),
      after as (
        update ${name} t set ${sql.join(assignments)}
        from before where t.id = before.id
        returning t.id, ${objectOf('before', recorded, was)} as before, ${objectOf('t', recorded)} as after
      )`,
    records: sql`
      select ${recording.actionId}, ${table}, jsonb_build_object('id', after.id), after.before, after.after from after`,
  });
}

const restate = (
  recording: Recording,
  table: string,
  columns: readonly string[],
  source: RawBuilder<unknown>,
): Promise<number> =>
  write(recording, {
    changes: sql`
      kept as (
        select t.id, ${objectOf('t', columns)} as value
        from ${sql.table(table)} t where t.id in (${source}) order by t.id for no key update of t
      )`,
    records: sql`
      select ${recording.actionId}, ${table}, jsonb_build_object('id', kept.id), kept.value, kept.value from kept`,
  });

interface Deletion {
  readonly key: readonly string[];
  readonly dependents: Readonly<Record<string, string>>;
}

function deleteRows(
  recording: Recording,
  table: string,
  source: RawBuilder<unknown>,
  { key, dependents }: Deletion,
): Promise<number> {
  const { actionId, there } = recording;
  const kept = (of: string) => keptColumnsOf(of, 't', keptColumns(there, of));
  const name = (dependent: string) => sql.id(`deleted_${dependent}`);
  const record = (of: string, from: RawBuilder<unknown>, columns: readonly string[]) =>
    sql`select ${actionId}::bigint, ${of}::text, ${objectOf('gone', columns)}, to_jsonb(gone), null::jsonb from ${from} gone`;
  return write(recording, {
    changes: sql.join([
      sql`to_delete (${sql.join(key.map((column) => sql.ref(column)))}) as materialized (${source})`,
      ...Object.entries(dependents).map(
        ([dependent, column]) => sql`
          ${name(dependent)} as (
            delete from ${sql.table(dependent)} t where ${sql.ref(`t.${column}`)} in (select id from to_delete)
            returning ${kept(dependent)}
          )`,
      ),
      sql`
        deleted as (
          delete from ${sql.table(table)} t where (${columnsOf('t', key)}) in (select * from to_delete)
          returning ${kept(table)}
        )`,
    ]),
    records: sql.join(
      [
        record(table, sql`deleted`, key),
        ...Object.keys(dependents).map((dependent) => record(dependent, sql`${name(dependent)}`, ['id'])),
      ],
      sql` union all `,
    ),
    counted: sql`deleted`,
  });
}

const insert = (
  recording: Recording,
  table: string,
  columns: readonly string[],
  { source, key }: { readonly source: RawBuilder<unknown>; readonly key: readonly string[] },
): Promise<number> =>
  recordInserts(
    recording,
    table,
    { columns, key },
    (returned) => sql`
      insert into ${sql.table(table)} as t (${sql.join(columns.map((column) => sql.ref(column)))})
      ${source}
      returning ${returned}`,
  );

const insertBy = (
  recording: Recording,
  table: string,
  columns: readonly string[],
  source: RawBuilder<unknown>,
): Promise<number> =>
  recordInserts(
    recording,
    table,
    { columns, key: ['id'] },
    (returned) => sql`select ${returned} from (${source}) t`,
  );

/** @param inserting returns the statement that inserts the rows and yields these columns of them. */
function recordInserts(
  recording: Recording,
  table: string,
  { columns, key }: { readonly columns: readonly string[]; readonly key: readonly string[] },
  inserting: (returned: RawBuilder<unknown>) => RawBuilder<unknown>,
): Promise<number> {
  const recorded = [...new Set([...key, ...columns])].filter((column) => !secretColumns.includes(column));
  return write(recording, {
    changes: sql`fresh as materialized (${inserting(keptColumnsOf(table, 't', recorded))})`,
    records: sql`
      select ${recording.actionId}, ${table}, ${objectOf('fresh', key)}, null, ${objectOf('fresh', recorded)}
      from fresh`,
  });
}

/** A select of the rows of a table that the action has deleted or inserted since the journal was opened. */
function rowsOf(
  { actionId, since }: Recording,
  table: string,
  how: 'deleted' | 'inserted',
  columns: Columns | undefined,
): RawBuilder<unknown> {
  const [kept, absent] = how === 'deleted' ? [sql`before`, sql`after`] : [sql`after`, sql`before`];
  const ofThese = sql`action_id = ${actionId} and id > ${since} and table_name = ${table} and ${absent} is null`;
  if (columns !== undefined) {
    const read = Object.entries(columns).map(([column, type]) =>
      type === 'jsonb'
        ? sql`${kept} -> ${sql.lit(column)} as ${sql.ref(column)}`
        : sql`(${kept} ->> ${sql.lit(column)})::${sql.raw(type)} as ${sql.ref(column)}`,
    );
    return sql`(select ${sql.join(read)} from steward.changes where ${ofThese})`;
  }
  // Without `offset 0` the planner would evaluate jsonb_populate_record once for each column.
  return sql`(
    select (made.row).* from (
      select jsonb_populate_record(null::${sql.table(table)}, ${kept}) as row
      from steward.changes where ${ofThese} offset 0
    ) made)`;
}

/**
 * A time for a `timestamp` column without time zone: in UTC, as Akkoma stores it, regardless of the time zone of this
 * process.
 */
export function naive(time: Date): RawBuilder<unknown> {
  return sql`${time.toISOString().slice(0, -1)}::timestamp`;
}

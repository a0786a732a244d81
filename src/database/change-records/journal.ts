import { type RawBuilder, sql } from 'kysely';
import type { ColumnsThere } from '../columns-there.ts';
import type { Em } from '../connection/connection.ts';
import { columnsOf, keptColumns, keptColumnsOf, objectOf, secretColumns } from './kept-rows.ts';

/**
 * The only pen with which operations write in bulk: each statement records, in itself, every row that it alters, as it
 * was and as it became. Nothing travels through this process, so memory does not grow with the number of rows.
 *
 * All writing happens in the transaction of the given entity manager.
 */
export interface Journal {
  /**
   * Sets columns of the rows that `source` names, where at least one really changes; then, and only then, `updated_at`
   * is set too, if the table is to be `touched` (behaviour.md 1.4).
   *
   * Trap: `source` is read before a row that someone else is writing is waited for. Where it computes the new values from
   * old ones, lock the rows first, in a statement of its own, or what was written meanwhile is lost.
   *
   * @param source a select that yields `id` and, under the columns' own names, the new values.
   * @returns the number of rows changed.
   */
  update(
    table: string,
    columns: readonly string[],
    source: RawBuilder<unknown>,
    touched?: Date,
  ): Promise<number>;
  /**
   * Records rows that are as the action wants them already, and stay so: the action has decided about these columns, as
   * whatever asks for later decisions is to know. Locks them against other writers.
   *
   * @param source a select of the ids.
   * @returns the number of rows.
   */
  restate(table: string, columns: readonly string[], source: RawBuilder<unknown>): Promise<number>;
  /**
   * Deletes rows. What the database would delete in their wake (foreign keys with cascade) goes unrecorded unless it is
   * named.
   *
   * @param source a select that yields the key.
   * @param key the columns of the primary key; `id` if nothing is said.
   * @param dependents tables whose rows go along where this column of theirs holds the `id` of one that is deleted.
   * @returns the number of rows deleted, dependents not counted.
   */
  delete(
    table: string,
    source: RawBuilder<unknown>,
    key?: readonly string[],
    dependents?: Readonly<Record<string, string>>,
  ): Promise<number>;
  /**
   * Inserts rows; columns that are not named take the database's defaults.
   *
   * @param source a select that yields the columns in the order given.
   * @returns the number of rows inserted.
   */
  insert(table: string, columns: readonly string[], source: RawBuilder<unknown>): Promise<number>;
  /**
   * The rows of a table that have been deleted since the journal was opened, as a select with the table's own columns; of
   * many rows, a few named columns are read in a fraction of the time.
   */
  deleted(table: string, columns?: Columns): RawBuilder<unknown>;
  /** The rows that have been inserted since, likewise; columns that were left to their defaults are null. */
  inserted(table: string, columns?: Columns): RawBuilder<unknown>;
  /** A select of the ids of the rows of which that column has been changed or restated since; ids are uuids. */
  updated(table: string, column: string): RawBuilder<unknown>;
}

/** Columns by name, each with its type. */
export type Columns = Readonly<Record<string, 'uuid' | 'bigint' | 'jsonb'>>;

/**
 * @param there what Akkoma's tables have: what is kept of whole rows.
 * @param since the number of the last change that the action has recorded in earlier transactions; 0 for none.
 */
export function openJournal(em: Em, actionId: number, there: ColumnsThere, since = 0): Journal {
  const database = em.getKysely();

  const write = async (
    ctes: RawBuilder<unknown>,
    recorded: RawBuilder<unknown>,
    counted: RawBuilder<unknown> = sql`recorded`,
  ): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      with ${ctes},
      recorded as (
        insert into steward.changes (action_id, table_name, key, before, after)
        ${recorded}
        returning 1
      )
      select count(*)::integer as count from ${counted}`.execute(database);
    return rows[0]?.count ?? 0;
  };

  const rowsOf = (
    table: string,
    kept: string,
    absent: string,
    columns: Columns | undefined,
  ): RawBuilder<unknown> => {
    const ofThese = sql`
      action_id = ${actionId} and id > ${since} and table_name = ${table} and ${sql.ref(absent)} is null`;
    if (columns !== undefined) {
      const read = Object.entries(columns).map(([column, type]) =>
        type === 'jsonb'
          ? sql`${sql.ref(kept)} -> ${sql.lit(column)} as ${sql.ref(column)}`
          : sql`(${sql.ref(kept)} ->> ${sql.lit(column)})::${sql.raw(type)} as ${sql.ref(column)}`,
      );
      return sql`(select ${sql.join(read)} from steward.changes where ${ofThese})`;
    }
    // Without the offset the planner would make the row anew for each of its columns.
    return sql`(
      select (made.row).* from (
        select jsonb_populate_record(null::${sql.table(table)}, ${sql.ref(kept)}) as row
        from steward.changes where ${ofThese} offset 0
      ) made)`;
  };

  return {
    update: (table, columns, source, touched) => {
      const name = sql.table(table);
      const kept = touched === undefined ? columns : [...columns, 'updated_at'];
      const recorded = kept.filter((column) => !secretColumns.includes(column));
      const assignments = columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`before.${column}`)}`);
      if (touched !== undefined) assignments.push(sql`updated_at = ${naive(touched)}`);
      const was = (column: string) => `was_${column}`;
      // Rows made in this very transaction are unknown to the planner's statistics, so it takes every part of this for a
      // row or two. Each part is therefore met by the table's primary key, never part against part.
      return write(
        sql`
        source as materialized (${source}),
        before as materialized (
          select t.id, ${columnsOf('source', columns)}, ${sql.join(
            kept.map((column) => sql`${sql.ref(`t.${column}`)} as ${sql.ref(was(column))}`),
          )}
          from ${name} t join source on source.id = t.id
          where (${columnsOf('t', columns)}) is distinct from (${columnsOf('source', columns)})
          for no key update of t
        ),
        after as (
          update ${name} t set ${sql.join(assignments)}
          from before where t.id = before.id
          returning t.id, ${objectOf('before', recorded, was)} as before, ${objectOf('t', recorded)} as after
        )`,
        sql`
        select ${actionId}, ${table}, jsonb_build_object('id', after.id), after.before, after.after from after`,
      );
    },

    restate: (table, columns, source) =>
      write(
        sql`
        kept as (
          select t.id, ${objectOf('t', columns)} as value
          from ${sql.table(table)} t where t.id in (${source}) order by t.id for no key update of t
        )`,
        sql`
        select ${actionId}, ${table}, jsonb_build_object('id', kept.id), kept.value, kept.value from kept`,
      ),

    deleted: (table, columns) => rowsOf(table, 'before', 'after', columns),

    inserted: (table, columns) => rowsOf(table, 'after', 'before', columns),

    updated: (table, column) => sql`
      select (key ->> 'id')::uuid from steward.changes
      where action_id = ${actionId} and id > ${since} and table_name = ${table}
        and before ? ${column} and after is not null`,

    delete: (table, source, key = ['id'], dependents = {}) => {
      const name = (dependent: string) => sql.id(`gone_${dependent}`);
      const record = (of: string, from: RawBuilder<unknown>, columns: readonly string[]) =>
        sql`select ${actionId}::bigint, ${of}::text, ${objectOf('gone', columns)}, to_jsonb(gone), null::jsonb from ${from} gone`;
      return write(
        sql.join([
          sql`doomed (${sql.join(key.map((column) => sql.ref(column)))}) as materialized (${source})`,
          ...Object.entries(dependents).map(
            ([dependent, column]) => sql`
              ${name(dependent)} as (
                delete from ${sql.table(dependent)} t where ${sql.ref(`t.${column}`)} in (select id from doomed)
                returning ${keptColumnsOf(dependent, 't', keptColumns(there, dependent))}
              )`,
          ),
          sql`
            gone as (
              delete from ${sql.table(table)} t where (${columnsOf('t', key)}) in (select * from doomed)
              returning ${keptColumnsOf(table, 't', keptColumns(there, table))}
            )`,
        ]),
        sql.join(
          [
            record(table, sql`gone`, key),
            ...Object.keys(dependents).map((dependent) => record(dependent, sql`${name(dependent)}`, ['id'])),
          ],
          sql` union all `,
        ),
        sql`gone`,
      );
    },

    insert: (table, columns, source) => {
      const recorded = ['id', ...columns].filter(
        (column, index, all) => all.indexOf(column) === index && !secretColumns.includes(column),
      );
      return write(
        sql`
        fresh as (
          insert into ${sql.table(table)} as t (${sql.join(columns.map((column) => sql.ref(column)))})
          ${source}
          returning ${keptColumnsOf(table, 't', recorded)}
        )`,
        sql`select ${actionId}, ${table}, jsonb_build_object('id', fresh.id), null,
          ${objectOf('fresh', recorded)} from fresh`,
      );
    },
  };
}

/** A time for a `timestamp` column without time zone: UTC, as Akkoma keeps them, whatever zone this process is in. */
export function naive(time: Date): RawBuilder<unknown> {
  return sql`${time.toISOString().slice(0, -1)}::timestamp`;
}

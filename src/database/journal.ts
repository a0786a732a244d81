import { type RawBuilder, sql } from 'kysely';
import type { Em } from './connection.ts';

/**
 * The only pen with which operations write in bulk: each statement records, in itself, every row that it alters, as it
 * was and as it became. Nothing travels through this process, so memory does not grow with the number of rows.
 *
 * All writing happens in the transaction of the given entity manager.
 */
export interface Journal {
  /**
   * Sets columns of the rows that `source` names, where at least one really changes; then, and only then, `updated_at`
   * is set too, if the table is to be `touched` (operations.md 1.4).
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
   * Deletes rows. What the database would delete in their wake (foreign keys with cascade) goes unrecorded: delete
   * that first.
   *
   * @param source a select that yields the key.
   * @param key the columns of the primary key; `id` if nothing is said.
   * @returns the number of rows deleted.
   */
  delete(table: string, source: RawBuilder<unknown>, key?: readonly string[]): Promise<number>;
  /**
   * Inserts rows; columns that are not named take the database's defaults.
   *
   * @param source a select that yields the columns in the order given.
   * @returns the number of rows inserted.
   */
  insert(table: string, columns: readonly string[], source: RawBuilder<unknown>): Promise<number>;
  /** The rows of a table that this action has deleted so far, as a select with the table's own columns. */
  deleted(table: string): RawBuilder<unknown>;
  /** The rows that this action has inserted so far, likewise. */
  inserted(table: string): RawBuilder<unknown>;
  /** A select of the ids of the rows of which this action has changed that column so far; ids are uuids. */
  updated(table: string, column: string): RawBuilder<unknown>;
}

/** Columns whose values are kept nowhere else: to put a row back is not worth a second place to steal them from. */
const secretColumns = [
  'token',
  'refresh_token',
  'password_hash',
  'keys',
  'confirmation_token',
  'multi_factor_authentication_settings',
  'key_auth',
  'key_p256dh',
];

/** A whole row as jsonb without its secrets; a mail waiting to be sent may hold a link for its reader alone. */
export const withoutSecrets = (row: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(${row} - ${sql.val(secretColumns)}::text[]) #- '{args,encoded_email}'`;

const kept = (alias: string): RawBuilder<unknown> => withoutSecrets(sql`to_jsonb(${sql.ref(alias)})`);

const columnsOf = (alias: string, names: readonly string[]): RawBuilder<unknown> =>
  sql.join(names.map((column) => sql`${sql.ref(`${alias}.${column}`)}`));

const objectOf = (alias: string, names: readonly string[]): RawBuilder<unknown> =>
  sql`jsonb_build_object(${sql.join(
    names.flatMap((column) => [sql`${sql.lit(column)}`, sql`${sql.ref(`${alias}.${column}`)}`]),
  )})`;

export function openJournal(em: Em, actionId: number): Journal {
  const database = em.getKysely();

  const write = async (ctes: RawBuilder<unknown>, recorded: RawBuilder<unknown>): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      with ${ctes},
      recorded as (
        insert into steward.changes (action_id, table_name, key, before, after)
        ${recorded}
        returning 1
      )
      select count(*)::integer as count from recorded`.execute(database);
    return rows[0]?.count ?? 0;
  };

  return {
    update: (table, columns, source, touched) => {
      const name = sql.table(table);
      const kept = touched === undefined ? columns : [...columns, 'updated_at'];
      const recorded = kept.filter((column) => !secretColumns.includes(column));
      const assignments = columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`source.${column}`)}`);
      if (touched !== undefined) assignments.push(sql`updated_at = ${naive(touched)}`);
      return write(
        sql`
        source as materialized (${source}),
        before as materialized (
          select ${columnsOf('t', ['id', ...kept])}
          from ${name} t join source on source.id = t.id
          where (${columnsOf('t', columns)}) is distinct from (${columnsOf('source', columns)})
          for no key update of t
        ),
        after as (
          update ${name} t
          set ${sql.join(assignments)}
          from source join before on before.id = source.id
          where t.id = source.id
          returning ${columnsOf('t', ['id', ...kept])}
        )`,
        sql`
        select ${actionId}, ${table}, jsonb_build_object('id', after.id), ${objectOf('before', recorded)}, ${objectOf('after', recorded)}
        from after join before on before.id = after.id`,
      );
    },

    deleted: (table) => sql`(
      select t.* from steward.changes, jsonb_populate_record(null::${sql.table(table)}, before) t
      where action_id = ${actionId} and table_name = ${table} and after is null)`,

    inserted: (table) => sql`(
      select t.* from steward.changes, jsonb_populate_record(null::${sql.table(table)}, after) t
      where action_id = ${actionId} and table_name = ${table} and before is null)`,

    updated: (table, column) => sql`
      select (key ->> 'id')::uuid from steward.changes
      where action_id = ${actionId} and table_name = ${table} and before ? ${column} and after is not null`,

    delete: (table, source, key = ['id']) =>
      write(
        sql`
        gone as (delete from ${sql.table(table)} t where (${columnsOf('t', key)}) in (${source}) returning t.*)`,
        sql`select ${actionId}, ${table}, ${objectOf('gone', key)}, ${kept('gone')}, null from gone`,
      ),

    insert: (table, columns, source) =>
      write(
        sql`
        fresh as (
          insert into ${sql.table(table)} as t (${sql.join(columns.map((column) => sql.ref(column)))})
          ${source}
          returning t.*
        )`,
        sql`select ${actionId}, ${table}, jsonb_build_object('id', fresh.id), null, ${kept('fresh')} from fresh`,
      ),
  };
}

/** A time for a `timestamp` column without time zone: UTC, as Akkoma keeps them, whatever zone this process is in. */
export function naive(time: Date): RawBuilder<unknown> {
  return sql`${time.toISOString().slice(0, -1)}::timestamp`;
}

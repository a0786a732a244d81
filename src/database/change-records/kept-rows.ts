import { type RawBuilder, sql } from 'kysely';
import { type ColumnsThere, isThere } from '../columns-there.ts';
import { readable } from '../rights/grants.ts';

/**
 * Columns whose values are kept nowhere else: to put a row back is not worth a second place to steal them from. A
 * confirmation token is not among them: it confirms an address and lets nobody in, and without it nobody could be made
 * unconfirmed again as they were.
 */
export const secretColumns = [
  'token',
  'refresh_token',
  'password_hash',
  'keys',
  'private_key',
  'multi_factor_authentication_settings',
  'key_auth',
  'key_p256dh',
];

/**
 * Of a job's arguments, what it carries: a mail may hold a link for its reader alone, and the object to be federated is
 * kept with its activity. Neither tells whether a job can be taken back.
 */
const cargo = ['encoded_email', 'object_data'];

/** Columns as a list, each as it is kept. */
export const keptColumnsOf = (table: string, alias: string, names: readonly string[]): RawBuilder<unknown> =>
  sql.join(
    names.map((column) => {
      const value = sql.ref(`${alias}.${column}`);
      return table === 'oban_jobs' && column === 'args'
        ? sql`${value} - ${sql.val(cargo)}::text[] as ${sql.ref(column)}`
        : value;
    }),
  );

/** All columns of a table of Akkoma's that are there, may be read and are no secret: what is kept of a whole row. */
export const keptColumns = (there: ColumnsThere, table: string): string[] =>
  readable(table).filter((column) => isThere(there, table, column) && !secretColumns.includes(column));

/** The rows of a table, as far as they are kept. */
export const keptRows = (there: ColumnsThere, table: string): RawBuilder<unknown> =>
  sql`(select ${keptColumnsOf(table, 't', keptColumns(there, table))} from ${sql.table(table)} t)`;

/** Columns, as a list. */
export const columnsOf = (alias: string, names: readonly string[]): RawBuilder<unknown> =>
  sql.join(names.map((column) => sql`${sql.ref(`${alias}.${column}`)}`));

/**
 * Columns as a jsonb object, each under its name.
 *
 * @param columnOf what the column of that name is called in `alias`.
 */
export const objectOf = (
  alias: string,
  names: readonly string[],
  columnOf: (name: string) => string = (name) => name,
): RawBuilder<unknown> =>
  sql`jsonb_build_object(${sql.join(
    names.flatMap((name) => [sql`${sql.lit(name)}`, sql`${sql.ref(`${alias}.${columnOf(name)}`)}`]),
  )})`;

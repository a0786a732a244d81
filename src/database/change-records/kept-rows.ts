import { type RawBuilder, sql } from 'kysely';
import { type ColumnsThere, isThere } from '../columns-there.ts';
import { readable } from '../rights/grants.ts';

/**
 * Columns whose values are never recorded: the means to restore a row are not worth a second place to steal them from.
 * `confirmation_token` is not among them. It confirms an address and signs nobody in, and without it an account could
 * not be made unconfirmed again as it was.
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
 * The keys of a job's arguments that are not recorded. A mail may contain a link that only its recipient may see, and
 * the object to be federated is recorded with its activity. Neither is needed to decide whether the job can be undone.
 */
const unrecordedArgs = ['encoded_email', 'object_data'];

/** Columns as a list, each in the form in which it is recorded. */
export const keptColumnsOf = (table: string, alias: string, names: readonly string[]): RawBuilder<unknown> =>
  sql.join(
    names.map((column) => {
      const value = sql.ref(`${alias}.${column}`);
      return table === 'oban_jobs' && column === 'args'
        ? sql`${value} - ${sql.val(unrecordedArgs)}::text[] as ${sql.ref(column)}`
        : value;
    }),
  );

/**
 * The recorded columns of a whole row: those of Akkoma's table that exist, that the role may read, and that are not
 * secret.
 */
export const keptColumns = (there: ColumnsThere, table: string): string[] =>
  readable(table).filter((column) => isThere(there, table, column) && !secretColumns.includes(column));

/** The rows of a table, with their recorded columns only. */
export const keptRows = (there: ColumnsThere, table: string): RawBuilder<unknown> =>
  sql`(select ${keptColumnsOf(table, 't', keptColumns(there, table))} from ${sql.table(table)} t)`;

/** Columns as a list. */
export const columnsOf = (alias: string, names: readonly string[]): RawBuilder<unknown> =>
  sql.join(names.map((column) => sql`${sql.ref(`${alias}.${column}`)}`));

/**
 * Columns as a jsonb object, each under its name.
 *
 * @param columnOf returns the name that the column has in `alias`.
 */
export const objectOf = (
  alias: string,
  names: readonly string[],
  columnOf: (name: string) => string = (name) => name,
): RawBuilder<unknown> =>
  sql`jsonb_build_object(${sql.join(
    names.flatMap((name) => [sql`${sql.lit(name)}`, sql`${sql.ref(`${alias}.${columnOf(name)}`)}`]),
  )})`;

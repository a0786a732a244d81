import type { Database } from './connection/connection.ts';

/** The tables of Akkoma's schema that are there, each with its columns. */
export type ColumnsThere = Readonly<Record<string, readonly string[]>>;

/** Whether a table has a column. */
export const isThere = (columns: ColumnsThere, table: string, column: string): boolean =>
  columns[table]?.includes(column) === true;

/**
 * Maps the entities of Akkoma's tables to the columns that are there: a column that is not is neither read nor written from
 * now on.
 */
export function mapColumns(database: Database, there: ColumnsThere): void {
  for (const { tableName, schema, props } of database.getMetadata().getAll().values()) {
    if (schema === 'steward' || !(tableName in there)) continue;
    for (const prop of props) {
      const isMapped = prop.fieldNames.every((column) => isThere(there, tableName, column));
      if (isMapped) continue;
      prop.persist = false;
      prop.lazy = true;
    }
  }
}

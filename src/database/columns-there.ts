import type { Database } from './connection/connection.ts';

/** The tables that exist in Akkoma's schema, each with its columns. */
export type ColumnsThere = Readonly<Record<string, readonly string[]>>;

/** Whether a table has a column. */
export const isThere = (columns: ColumnsThere, table: string, column: string): boolean =>
  columns[table]?.includes(column) === true;

/**
 * Maps the entities of Akkoma's tables to the columns that exist. From now on, the ORM neither reads nor writes the
 * other columns.
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

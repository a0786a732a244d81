import type { CellView, TableView } from './view.ts';

type Row = Readonly<Record<string, unknown>>;

/** A row of `steward.changes`, with how many of its table the action changed. */
export interface ChangedRow {
  readonly table: string;
  readonly changed: number;
  readonly key: Row;
  readonly before: Row | null;
  readonly after: Row | null;
}

const LONGEST = 1000;

/** Changed rows by table, each column by column; where a row became different first, and where rows came or went last. */
export function tablesIn(rows: readonly ChangedRow[]): TableView[] {
  const tables = [...Map.groupBy(rows, ({ table }) => table)].map(
    ([name, ofTable]): TableView => ({
      name,
      changed: ofTable[0]?.changed ?? 0,
      rows: ofTable.map(({ key, before, after }) => ({
        key: Object.entries(key)
          .map(([column, value]) => `${column} ${shown(column, value)}`)
          .join(', '),
        change: before === null ? 'inserted' : after === null ? 'deleted' : 'updated',
        cells: cells(key, before, after),
      })),
    }),
  );
  const isUpdated = ({ rows: ofTable }: TableView) => ofTable.some(({ change }) => change === 'updated');
  return [...tables.filter(isUpdated), ...tables.filter((table) => !isUpdated(table))];
}

/** The key is shown before; of a row that came or went, what is null says nothing. */
function cells(key: Row, before: Row | null, after: Row | null): CellView[] {
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return columns
    .filter((column) => !(column in key) && ((before && after) || (before ?? after)?.[column] !== null))
    .map((column) => ({
      column,
      before: before ? shown(column, before[column]) : undefined,
      after: after ? shown(column, after[column]) : undefined,
    }));
}

/** Such tokens as are kept for an undo let nobody in, and are no sight for a screen all the same. */
function shown(column: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (column.endsWith('token')) return `${value.slice(0, 6)}…`;
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}

import { isDeepStrictEqual } from 'node:util';
import type { CellView, TableView } from './view.ts';

type Row = Readonly<Record<string, unknown>>;

/** A row of `steward.changes`, with the number of rows of its table that the actions changed. */
export interface ChangedRow {
  readonly table: string;
  readonly changed: number;
  /** The nickname, if the row is an account. */
  readonly nickname: string | null;
  readonly key: Row;
  readonly before: Row | null;
  readonly after: Row | null;
}

const LONGEST = 1000;

/** Accounts as Akkoma's server has them in memory, by nickname. */
export type InMemory = ReadonlyMap<string, Row>;

/** Groups changed rows by table, each column by column. Tables with updated rows come first. */
export function tablesIn(rows: readonly ChangedRow[], memory: InMemory = new Map()): TableView[] {
  const tables = [...Map.groupBy(rows, ({ table }) => table)].map(
    ([name, ofTable]): TableView => ({
      name,
      changed: ofTable[0]?.changed ?? 0,
      rows: ofTable.map(({ key, nickname, before, after }) => ({
        nickname: nickname ?? undefined,
        key: Object.entries(key)
          .map(([column, value]) => `${column} ${shown(column, value)}`)
          .join(', '),
        change: before === null ? 'inserted' : after === null ? 'deleted' : 'updated',
        cells: withMemory(cells(key, before, after), memory.get(nickname ?? '')),
      })),
    }),
  );
  const isUpdated = ({ rows: ofTable }: TableView) => ofTable.some(({ change }) => change === 'updated');
  return [...tables.filter(isUpdated), ...tables.filter((table) => !isUpdated(table))];
}

/** Adds the values in memory to the cells. `updated_at` is left out, because the server does not use it. */
const withMemory = (cells: CellView[], memory: Row | undefined): CellView[] =>
  memory === undefined
    ? cells
    : cells.map((cell) =>
        cell.column in memory && cell.column !== 'updated_at'
          ? { ...cell, inMemory: shown(cell.column, memory[cell.column]) }
          : cell,
      );

/** Returns the cells of a row. An inserted or deleted row has none for its key, which is shown above, and for nulls. */
function cells(key: Row, before: Row | null, after: Row | null): CellView[] {
  if (before && after) return differences(before, after);
  return Object.entries(before ?? after ?? {})
    .filter(([column, value]) => !(column in key) && value !== null)
    .map(([column, value]) => ({
      column,
      before: before ? shown(column, value) : undefined,
      after: after ? shown(column, value) : undefined,
    }));
}

/** Returns the cells that differ. Of a JSON column only the keys that differ are returned: `data.likes`. */
function differences(before: Row, after: Row, prefix = ''): CellView[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name): CellView[] => {
    const [was, is] = [before[name], after[name]];
    const column = prefix + name;
    if (isDeepStrictEqual(was, is)) return [];
    if (isObject(was) && isObject(is)) return differences(was, is, `${column}.`);
    return [{ column, before: shown(column, was), after: shown(column, is) }];
  });
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Shortens long values and tokens. The tokens kept for an undo give no access, but should not be on a screen anyway.
 */
function shown(column: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (column.endsWith('token')) return `${value.slice(0, 6)}…`;
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}

import { isDeepStrictEqual } from 'node:util';
import type { CellView, TableView } from './view.ts';

type Row = Readonly<Record<string, unknown>>;

/** A row of `steward.changes`, with how many of its table the action changed. */
export interface ChangedRow {
  readonly table: string;
  readonly changed: number;
  /** Of the account that the row is. */
  readonly nickname: string | null;
  readonly key: Row;
  readonly before: Row | null;
  readonly after: Row | null;
}

const LONGEST = 1000;

/** What Akkoma's server keeps in memory, by the nickname of the account. */
export type InMemory = ReadonlyMap<string, Row>;

/** Changed rows by table, each column by column; where a row became different first, and where rows came or went last. */
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

/** When a row was touched last is nothing that the server goes by. */
const withMemory = (cells: CellView[], memory: Row | undefined): CellView[] =>
  memory === undefined
    ? cells
    : cells.map((cell) =>
        cell.column in memory && cell.column !== 'updated_at'
          ? { ...cell, inMemory: shown(cell.column, memory[cell.column]) }
          : cell,
      );

/** The key is shown before; of a row that came or went, what is null says nothing. */
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

/** What became different, of a column of JSON only those keys: `data.likes`. */
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

/** Such tokens as are kept for an undo let nobody in, and are no sight for a screen all the same. */
function shown(column: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (column.endsWith('token')) return `${value.slice(0, 6)}…`;
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}

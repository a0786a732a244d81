import type { Text } from './text.ts';

/** A list in rows and columns. A terminal shows it instead of the body of a reply. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

interface Column {
  readonly heading: string;
  /** Whether its cells may be shortened where the terminal is narrow: not what people copy, such as a token. */
  readonly shortens: boolean;
}

export interface Cell {
  readonly text: Text;
  /** The kind of state that the cell names, which decides its colour. */
  readonly mood: Mood;
}

/** `good`: done or active; `waiting`: for somebody or for Akkoma; `bad`: failed or shut out. */
export type Mood = 'good' | 'waiting' | 'bad' | 'plain';

/** How to make a column of a row. */
interface ColumnOf<Row> {
  readonly text: (row: Row) => Text;
  readonly mood?: (row: Row) => Mood;
  readonly shortens?: boolean;
}

/** Makes a table of rows, with columns by their headings. */
export const tableOf = <Row>(
  rows: readonly Row[],
  columns: Readonly<Record<string, ColumnOf<Row>>>,
): Table => ({
  columns: Object.entries(columns).map(([heading, { shortens = false }]) => ({ heading, shortens })),
  rows: rows.map((row) =>
    Object.values(columns).map(({ text, mood }) => ({ text: text(row), mood: mood?.(row) ?? 'plain' })),
  ),
});

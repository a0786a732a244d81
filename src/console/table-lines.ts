import truncatedWidth from 'fast-string-truncated-width';
import type { Cell, Table } from '../text/table.ts';
import { inColumns, widthOf } from './columns.ts';
import type { Look } from './look.ts';
import { shownInCell } from './shown.ts';

/** The columns that separate two cells. */
const gap = 2;

/** The fewest columns of the terminal that a shortened cell keeps. */
const leastWidth = 8;

/**
 * Formats a table. On a terminal its columns are aligned below their headings, and long cells are shortened until the
 * lines fit; where they cannot, each row is a block with a line for each cell. Elsewhere it has no headings, the cells are whole and separated by tabs, for `cut` and `awk`.
 */
export function tableLines({ columns, rows }: Table, look: Look): string[] {
  const cells = rows.map((row) => row.map(({ text }) => shownInCell(text)));
  if (look.columns === null) {
    return cells.map((row, index) =>
      row.map((cell, column) => coloured(cell, rows[index]?.[column], look)).join('\t'),
    );
  }
  const headings = columns.map(({ heading }) => heading.toUpperCase());
  const natural = headings.map((heading, column) =>
    Math.max(widthOf(heading), ...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const available = look.columns - gap * (columns.length - 1);
  const widths = fitting(
    natural,
    columns.map(({ shortens }) => shortens),
    available,
  );
  if (sum(widths) > available) return blocks({ columns, rows }, cells, look);
  const line = (row: readonly string[], paint: (padded: string, column: number) => string): string =>
    row
      .map((cell, column) => {
        const short = shortened(cell, widths[column] ?? 0);
        const isLast = column === row.length - 1;
        const padding = isLast ? '' : ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(short)) + gap);
        return paint(short, column) + padding;
      })
      .join('')
      .trimEnd();
  return [
    line(headings, look.bold),
    ...cells.map((row, index) => line(row, (cell, column) => coloured(cell, rows[index]?.[column], look))),
  ];
}

/** The rows below each other: the first cell of each, and below it the others that are not empty, with their headings. */
const blocks = ({ columns, rows }: Table, cells: readonly (readonly string[])[], look: Look): string[] =>
  cells.flatMap(([first = '', ...rest], index) => [
    ...(index === 0 ? [] : ['']),
    look.bold(first),
    ...inColumns(
      rest.flatMap((cell, place) =>
        cell === ''
          ? []
          : [[`${columns[place + 1]?.heading}:`, coloured(cell, rows[index]?.[place + 1], look)] as const],
      ),
      look,
      1,
    ),
  ]);

/** Makes the widest of the columns that may be shortened narrower, until all fit or none can give more. */
function fitting(natural: readonly number[], shortens: readonly boolean[], available: number): number[] {
  const widths = [...natural];
  for (let excess = sum(widths) - available; excess > 0; excess -= 1) {
    const widest = widths.reduce(
      (best, width, column) =>
        shortens[column] && width > Math.max(leastWidth, widths[best] ?? 0) ? column : best,
      -1,
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

/** Cuts a text to a number of columns of a terminal, with an ellipsis at the cut. */
export function shortened(text: string, columns: number): string {
  const { index, ellipsed } = truncatedWidth(text, { limit: columns, ellipsis: '…', ellipsisWidth: 1 });
  return ellipsed ? `${text.slice(0, index)}…` : text;
}

function coloured(text: string, cell: Cell | undefined, { green, yellow, red }: Look): string {
  const paint = { good: green, waiting: yellow, bad: red, plain: undefined }[cell?.mood ?? 'plain'];
  return text === '' || paint === undefined ? text : paint(text);
}

import { plural } from '../text/plural.ts';
import type { Json, Reply, ReplyLink } from '../text/reply.ts';
import type { Table } from '../text/table.ts';
import { joinTexts, plain, type Text, text } from '../text/text.ts';
import { fileOfLines, linesInBatches } from './file-of-lines.ts';
import { pageOf } from './pages.ts';

/** What a list is of, and how it is shown. */
interface ListingOptions<Row> {
  /** The command that shows the list, such as `user list`. */
  readonly command: string;
  readonly title: Text;
  /** One row and several, in words; the second is also the name of the file and of the count in its data. */
  readonly noun: readonly [one: string, many: string];
  /** What to say where the list is empty, and where therefore no file is sent. */
  readonly empty: Readonly<Record<'list' | 'file', Text>>;
  /** Describes a row in one line. */
  describe(row: Row): Text;
  tableOf(rows: readonly Row[]): Table;
  dataOf(row: Row): Json;
}

interface PageRequest<Row> {
  /** How many rows a page has. */
  readonly size: number;
  /** Where the page is: after a row, before one, or at the beginning of the list. */
  readonly cursor: { readonly after?: unknown; readonly before?: unknown };
  /** Encodes another page as text for a button: the rows after or before one, or the whole list as a file. */
  encode(way: 'after' | 'before' | 'file', row: Row): string;
}

/** A list that is shown one page at a time, or sent whole as a file. */
export interface Listing<Row> {
  /** @param found the rows, including one more than a page holds if the list continues. */
  page(found: readonly Row[], request: PageRequest<Row>): Reply;
  /** @param read returns up to `rowsAtATime` rows: those after a row, or the first ones. */
  file(read: (after: Row | undefined) => Promise<readonly Row[]>): Promise<Reply>;
}

export function createListing<Row>({
  command,
  title,
  noun: [one, many],
  empty,
  describe,
  tableOf,
  dataOf,
}: ListingOptions<Row>): Listing<Row> {
  const counted = (count: number): Text => text`${count} ${[plural(count, one, many)]}`;
  return {
    page: (found, { size, cursor, encode }) => {
      const { rows, previous, next } = pageOf(found, size, cursor);
      const [first] = rows;
      const link = (label: string, way: 'after' | 'before' | 'file', row: Row | undefined): ReplyLink[] =>
        row === undefined ? [] : [{ label, command, page: encode(way, row), beside: way === 'file' }];
      return {
        tone: 'information',
        line:
          first === undefined
            ? empty.list
            : text`${counted(rows.length)}${[(previous ?? next) ? ' on this page' : '']}.`,
        ...(first === undefined ? {} : { title, body: joinTexts(rows.map(describe), '\n') }),
        table: tableOf(rows),
        links: [
          ...link('Previous', 'before', previous),
          ...link('Next', 'after', next),
          ...link('Download .txt', 'file', first),
        ],
        data: rows.map(dataOf),
      };
    },
    file: async (read) => {
      const lines = linesInBatches(read, (row) => plain(describe(row)));
      const { count, files } = await fileOfLines(`${many}.txt`, lines);
      return {
        tone: 'information',
        line: count === 0 ? empty.file : text`${counted(count)} in the file.`,
        files,
        data: { [many]: count },
      };
    },
  };
}

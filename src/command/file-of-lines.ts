import pLimit from 'p-limit';
import { Invalid } from '../text/errors.ts';
import type { ReplyFile } from '../text/reply.ts';
import { type Text, text } from '../text/text.ts';

/** The maximum size of a file in an answer, in bytes. Not every Discord server accepts larger files. */
const maxBytes = 8 * 1024 * 1024;

/** How many rows one statement reads for a file. */
export const rowsAtATime = 1_000;

/** Bounds the memory: however many people ask for a file, this many are made at a time, and the others wait. */
const turns = pLimit(2);

const tooLarge = text`The list is too large for a file in Discord. Narrow it with the command's options, or run the command in a terminal.`;

interface FileOfLines {
  readonly count: number;
  /** Empty where there is no line. */
  readonly files: readonly ReplyFile[];
}

/**
 * Writes lines into a file as they come. Only the bytes of the file stay in memory.
 *
 * @param lines each with its line break, read in batches.
 * @throws Invalid with the sentence `larger` if the file would be too large, without reading the rest.
 */
export const fileOfLines = (
  name: string,
  lines: AsyncIterable<string>,
  larger: Text = tooLarge,
): Promise<FileOfLines> =>
  turns(async () => {
    let count = 0;
    let size = 0;
    let content = Buffer.alloc(0);
    for await (const line of lines) {
      const length = Buffer.byteLength(line);
      if (size + length > maxBytes) throw new Invalid(larger);
      if (size + length > content.length) content = grown(content, size + length);
      size += content.write(line, size);
      count += 1;
    }
    return { count, files: count === 0 ? [] : [{ name, content: content.toString('utf8', 0, size) }] };
  });

/** A larger buffer with the same content. Its size doubles, so that bytes are copied about once. */
function grown(content: Buffer<ArrayBuffer>, size: number): Buffer<ArrayBuffer> {
  const larger = Buffer.alloc(Math.max(size, content.length * 2, 64 * 1024));
  content.copy(larger);
  return larger;
}

/**
 * Reads a whole list in batches, and draws each row as a line with its line break.
 *
 * @param read returns up to `rowsAtATime` rows: those after a row, or the first ones.
 */
export async function* linesInBatches<Row>(
  read: (after: Row | undefined) => Promise<readonly Row[]>,
  draw: (row: Row) => string,
): AsyncGenerator<string> {
  for (let after: Row | undefined; ; ) {
    const rows = await read(after);
    for (const row of rows) yield `${draw(row)}\n`;
    if (rows.length < rowsAtATime) return;
    after = rows.at(-1);
  }
}

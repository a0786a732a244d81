import truncatedWidth from 'fast-string-truncated-width';
import type { Look } from './look.ts';

/** The columns of the terminal by which names stand in from the left. */
const indent = 2;

/** The fewest columns for the meanings beside the names. Where there are fewer, long meanings stand below their names. */
const leastRoom = 30;

/** How many columns of a terminal a text takes: two for an emoji or a Chinese character, none for a colour. */
export const widthOf = (text: string): number => truncatedWidth(text).width;

/**
 * Lines with two columns: names, and what they mean. On a terminal, the meanings are wrapped at words to fit its width.
 * Elsewhere their lines stay whole.
 *
 * @param gap the spaces between the two columns.
 */
export function inColumns(
  rows: readonly (readonly [name: string, meaning: string])[],
  { columns }: Pick<Look, 'columns'>,
  gap = 2,
): string[] {
  const left = indent + Math.max(0, ...rows.map(([name]) => widthOf(name))) + gap;
  if (columns !== null && columns - left < leastRoom) {
    return rows.flatMap(([name, meaning]) => stacked(name, meaning, columns, gap));
  }
  const room = columns === null ? null : columns - left;
  return rows.flatMap(([name, meaning]) =>
    wrapped(meaning, room).map((line, index) =>
      `${' '.repeat(indent)}${index === 0 ? name : ''}`.padEnd(left).concat(line).trimEnd(),
    ),
  );
}

/** A name with its meaning on the same line if it fits there, and else below. */
function stacked(name: string, meaning: string, columns: number, gap: number): string[] {
  const head = `${' '.repeat(indent)}${name}`;
  const line = `${head}${' '.repeat(gap)}${meaning}`;
  if (!meaning.includes('\n') && widthOf(line) <= columns) return [line];
  return [head, ...wrapped(meaning, columns - 2 * indent).map((each) => `${' '.repeat(2 * indent)}${each}`)];
}

/**
 * Wraps a text at words. A word that is wider than the room stays whole, so that it can be copied. The second line of a
 * list item stands below its first word.
 *
 * @param room in columns of the terminal; null if lines stay whole.
 */
export const wrapped = (text: string, room: number | null): string[] =>
  text.split('\n').flatMap((line) => (room === null ? [line] : wrappedLine(line, room)));

function wrappedLine(text: string, room: number): string[] {
  const hanging = text.startsWith('• ') ? '  ' : '';
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    if (line !== undefined && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line);
      line = hanging + word;
    } else {
      line = line === undefined ? word : `${line} ${word}`;
    }
  }
  return [...lines, line ?? ''];
}

import type { Row } from './bench.ts';

/** Formats rows with the same columns as a table of text: words aligned to the left, numbers to the right. */
export function tableOf(rows: readonly Row[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const columns = headings.map((heading) => {
    const cells = rows.map((row) => row[heading] ?? '');
    const width = Math.max(heading.length, ...cells.map((cell) => String(cell).length));
    const right = cells.every((cell) => typeof cell === 'number');
    return [heading, '-'.repeat(width), ...cells].map((cell) =>
      right ? String(cell).padStart(width) : String(cell).padEnd(width),
    );
  });
  return ['heading', 'rule', ...rows]
    .map((_, line) =>
      columns
        .map((column) => column[line])
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

interface Page<Row> {
  readonly rows: readonly Row[];
  /** The row before which the previous page ends; undefined if there is no previous page. */
  readonly previous: Row | undefined;
  /** The row after which the next page starts; undefined if there is no next page. */
  readonly next: Row | undefined;
}

/**
 * Makes a page from the rows found at a cursor: after a row, before a row, or at the beginning of the list.
 *
 * @param found the rows, including one more than a page holds if the list continues.
 */
export function pageOf<Row>(
  found: readonly Row[],
  size: number,
  { after, before }: { readonly after?: unknown; readonly before?: unknown },
): Page<Row> {
  const hasMore = found.length > size;
  const backwards = before !== undefined;
  const rows = hasMore ? (backwards ? found.slice(1) : found.slice(0, size)) : found;
  return {
    rows,
    previous: (backwards ? hasMore : after !== undefined) ? rows.at(0) : undefined,
    next: backwards || hasMore ? rows.at(-1) : undefined,
  };
}

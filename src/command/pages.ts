interface Page<Row> {
  readonly rows: readonly Row[];
  /** The row before which the page before this one ends, if there is one. */
  readonly previous: Row | undefined;
  /** The row after which the next page starts, if there is one. */
  readonly next: Row | undefined;
}

/**
 * Makes a page of what was found at a place in a list: after one row, before another, or at its beginning.
 *
 * @param found one row more than a page holds, where the list goes on.
 */
export function pageOf<Row>(
  found: readonly Row[],
  size: number,
  { after, before }: { readonly after?: unknown; readonly before?: unknown },
): Page<Row> {
  const goesOn = found.length > size;
  const backwards = before !== undefined;
  const rows = goesOn ? (backwards ? found.slice(1) : found.slice(0, size)) : found;
  return {
    rows,
    previous: (backwards ? goesOn : after !== undefined) ? rows.at(0) : undefined,
    next: backwards || goesOn ? rows.at(-1) : undefined,
  };
}

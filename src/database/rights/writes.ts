export type Column = string;

/** What is done to the rows of one table. */
export interface TableWrites {
  /** The columns that an inserted row is given; the others get their default. Without `id`, PostgreSQL numbers the row. */
  readonly insert?: readonly Column[];
  readonly update?: readonly Column[];
  readonly delete?: true;
}

export type Write = keyof TableWrites;

/** What is done to Akkoma's tables, by table. What a cascade or a trigger does in their wake is not named. */
export type Writes = Readonly<Record<string, TableWrites>>;

/** Names of columns, as they are written in SQL but without commas. */
export const columns = (names: string): readonly Column[] => names.trim().split(/\s+/);

/**
 * Everything that any of these does. Where one inserts with `id` and another without, the result has `id`: an insert that
 * leaves the numbers to PostgreSQL is no longer visible.
 */
export function mergeWrites(...each: readonly Writes[]): Writes {
  const names = new Set(each.flatMap((writes) => Object.keys(writes)));
  return Object.fromEntries(
    [...names].map((name) => [name, merge(each.flatMap((writes) => writes[name] ?? []))]),
  );
}

function merge(each: readonly TableWrites[]): TableWrites {
  const insert = each.flatMap((writes) => writes.insert ?? []);
  const update = each.flatMap((writes) => writes.update ?? []);
  return {
    ...(insert.length > 0 ? { insert: [...new Set(insert)] } : {}),
    ...(update.length > 0 ? { update: [...new Set(update)] } : {}),
    ...(each.some((writes) => writes.delete) ? { delete: true } : {}),
  };
}

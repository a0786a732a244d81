import { createHash } from 'node:crypto';
import { type ClientBase, escapeIdentifier } from 'pg';

/** A row as returned by `to_jsonb`. */
export type Row = Readonly<Record<string, unknown>>;

/** Every row of every table of schema `public`, by primary key. */
export type Snapshot = ReadonlyMap<string, TableSnapshot>;

interface TableSnapshot {
  readonly primaryKey: readonly string[];
  readonly rows: ReadonlyMap<string, Row>;
}

/** A row of which some columns changed, each as `[before, after]`. */
interface Update {
  readonly key: Row;
  readonly set: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

/** The changes in a table. An absent list is empty. */
export interface TableChanges {
  readonly inserted?: readonly Row[];
  readonly deleted?: readonly Row[];
  readonly updated?: readonly Update[];
}

/** The changes by table. A table that is not named did not change. */
export type Changes = Readonly<Record<string, TableChanges>>;

/** The tables whose rows the recordings identify by other columns than the primary key. */
const RECORDED_KEYS: Readonly<Record<string, readonly string[]>> = {
  users: ['nickname'],
  user_invite_tokens: ['id', 'token'],
};

/** Reads every table of schema `public` in one transaction snapshot. */
export async function snapshot(client: ClientBase): Promise<Snapshot> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const { rows: tables } = await client.query<{ name: string; primary_key: string[] }>({
      name: 'primary-keys',
      text: `
      select class.relname::text as name,
        array(
          select attribute.attname::text
          from unnest(primary_key.indkey) with ordinality as key (number, position)
          join pg_attribute as attribute
            on attribute.attrelid = class.oid and attribute.attnum = key.number
          order by key.position
        ) as primary_key
      from pg_class as class
      join pg_index as primary_key on primary_key.indrelid = class.oid and primary_key.indisprimary
      where class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'p')
      order by class.relname`,
    });
    // One statement for all tables: a statement for each takes several times as long. It is named after its text, so
    // that a connection that takes several snapshots parses it once.
    const text = tables
      .map(
        ({ name }, table) =>
          `select ${table} as table, to_jsonb(t) as row from public.${escapeIdentifier(name)} t`,
      )
      .join(' union all ');
    const name = createHash('md5').update(text).digest('hex');
    const { rows } = await client.query<{ table: number; row: Row }>({ name, text });
    const rowsOf = Map.groupBy(rows, ({ table }) => table);
    return new Map(
      tables.map(({ name, primary_key: primaryKey }, table) => [
        name,
        {
          primaryKey,
          rows: new Map(
            (rowsOf.get(table) ?? []).map(({ row }) => [JSON.stringify(pick(row, primaryKey)), row]),
          ),
        },
      ]),
    );
  } finally {
    await client.query('rollback');
  }
}

/** The changes between two snapshots, in the format of the recordings. */
export function changesBetween(before: Snapshot, after: Snapshot): Changes {
  const changes: Record<string, TableChanges> = {};
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const change = tableChanges(name, before.get(name), after.get(name));
    if (Object.keys(change).length > 0) changes[name] = change;
  }
  return changes;
}

function tableChanges(name: string, before?: TableSnapshot, after?: TableSnapshot): TableChanges {
  const deleted: Row[] = [];
  const updated: Update[] = [];
  for (const [key, row] of inOrder(before)) {
    const now = after?.rows.get(key);
    if (!now) {
      deleted.push(row);
      continue;
    }
    const set = changedColumns(row, now);
    if (Object.keys(set).length > 0) {
      updated.push({ key: pick(row, RECORDED_KEYS[name] ?? before?.primaryKey ?? []), set });
    }
  }
  const inserted = inOrder(after)
    .filter(([key]) => !before?.rows.has(key))
    .map(([, row]) => row);
  return {
    ...(inserted.length > 0 && { inserted }),
    ...(deleted.length > 0 && { deleted }),
    ...(updated.length > 0 && { updated }),
  };
}

/** The rows of a table in the order of their keys, since PostgreSQL returns them in no fixed order. */
const inOrder = (table?: TableSnapshot): readonly (readonly [key: string, row: Row])[] =>
  // Numbers without leading zeros, and ids of the same length, are in order as texts if shorter texts come first.
  [...(table?.rows ?? [])].sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));

function changedColumns(before: Row, after: Row): Update['set'] {
  const set: Record<string, readonly [unknown, unknown]> = {};
  for (const column of new Set([...Object.keys(before), ...Object.keys(after)])) {
    // jsonb prints its keys in one fixed order, so equal values have equal texts.
    if (JSON.stringify(before[column]) !== JSON.stringify(after[column])) {
      set[column] = [before[column], after[column]];
    }
  }
  return set;
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}

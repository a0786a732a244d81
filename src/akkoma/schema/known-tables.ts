import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Write } from '../../database/rights/writes.ts';

/** How a table differs from the known one, in words, by the kind of write that the differences matter to. */
export type Misfit = Readonly<Record<Write, readonly string[]>>;

/** The definition of a table as the catalogue prints it; each part by its name. */
export interface TableShape {
  /** `format_type`, `not null` if it is, and the default. */
  readonly columns: Readonly<Record<string, string>>;
  /** The constraints on its rows: primary key, checks, exclusions, foreign keys, unique indexes. */
  readonly constraints: Readonly<Record<string, string>>;
  readonly triggers: Readonly<Record<string, string>>;
  /** The foreign keys of other tables that refer to it, each by table and name. */
  readonly references: Readonly<Record<string, string>>;
}

export type TableShapes = Readonly<Record<string, TableShape>>;

/** Reads the definitions of these tables, as far as they exist. */
export async function readShapes(em: Em, tables: readonly string[]): Promise<TableShapes> {
  const { rows } = await sql<TableShape & { table: string }>`
    select named.name as table,
      (select jsonb_object_agg(a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then 'not null' end, 'default ' || pg_get_expr(d.adbin, d.adrelid)))
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select coalesce(jsonb_object_agg(name, definition), '{}') from (
        select conname, pg_get_constraintdef(oid) from pg_constraint
        where conrelid = c.oid and contype in ('c', 'f', 'p', 'u', 'x')
        union
        select i.relname, pg_get_indexdef(i.oid) from pg_index join pg_class i on i.oid = indexrelid
        where indrelid = c.oid and indisunique
          and not exists (select from pg_constraint where conindid = i.oid and conrelid = c.oid)
      ) own (name, definition)) as constraints,
      (select coalesce(jsonb_object_agg(tgname, pg_get_triggerdef(oid)), '{}') from pg_trigger
        where tgrelid = c.oid and not tgisinternal) as triggers,
      (select coalesce(jsonb_object_agg(r.relname || ' ' || conname, pg_get_constraintdef(f.oid)), '{}')
        from pg_constraint f join pg_class r on r.oid = f.conrelid
        where f.confrelid = c.oid and contype = 'f') as references
    from unnest(${sql.val(tables)}::text[]) as named (name) join pg_class c on c.oid = to_regclass(named.name)
    order by 1`.execute(em.getKysely());
  return Object.fromEntries(rows.map(({ table, ...shape }) => [table, shape]));
}

/**
 * Returns how tables differ from those of the newest known Akkoma. Tables without differences are left out.
 *
 * - A trigger matters to every write. A reference from another table matters to deletes.
 * - A column, constraint or unique index matters to inserts, and to updates unless it is only a new column.
 */
export async function readMisfits(em: Em): Promise<Readonly<Record<string, Misfit>>> {
  const { default: written } = await import('./known-tables.json', { with: { type: 'json' } });
  const known: TableShapes = written;
  const found = await readShapes(em, Object.keys(known));
  const tables = Object.entries(known).flatMap(([table, shape]): [string, Misfit][] => {
    const there = table === 'oban_jobs' ? upgraded(found[table]) : found[table];
    const misfit = there === undefined ? gone : compare(shape, there);
    return Object.values(misfit).every((words) => words.length === 0) ? [] : [[table, misfit]];
  });
  return Object.fromEntries(tables);
}

/**
 * Ignores a difference that does not matter: in a database that a newer Akkoma created, Oban's tags are texts of any
 * length (behaviour.md 21.4).
 */
const upgraded = (jobs: TableShape | undefined): TableShape | undefined =>
  jobs?.columns.tags === 'text[] default ARRAY[]::text[]'
    ? {
        ...jobs,
        columns: {
          ...jobs.columns,
          tags: 'character varying(255)[] default ARRAY[]::character varying[]',
        },
      }
    : jobs;

const gone: Misfit = { insert: ['it is missing'], update: ['it is missing'], delete: ['it is missing'] };

function compare(known: TableShape, found: TableShape): Misfit {
  const columns = differences('column', known.columns, found.columns);
  const triggers = differences('trigger', known.triggers, found.triggers).map(({ words }) => words);
  const constraints = differences('constraint', known.constraints, found.constraints).map(
    ({ words }) => words,
  );
  const references = differences('reference', known.references, found.references).map(({ words }) => words);
  return {
    insert: [...columns.map(({ words }) => words), ...constraints, ...triggers],
    update: [...columns.filter(({ isNew }) => !isNew).map(({ words }) => words), ...constraints, ...triggers],
    delete: [...references, ...triggers],
  };
}

interface Difference {
  readonly words: string;
  readonly isNew: boolean;
}

function differences(
  kind: string,
  known: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): Difference[] {
  return [...new Set([...Object.keys(known), ...Object.keys(found)])].flatMap((name) => {
    if (known[name] === found[name]) return [];
    const isNew = !(name in known);
    const how = isNew ? 'is new' : name in found ? 'has changed' : 'is missing';
    return [{ words: `${kind} ${name} ${how}`, isNew }];
  });
}

import { Client } from 'pg';
import { expect, test } from 'vitest';
import { type AkkomaSchema, akkomaSchema } from '../../../sandbox/database/schema.ts';
import { akkomaWorld } from '../../../sandbox/database/world.ts';
import laterSchema from '../../fixtures/schema-3.16.0.json' with { type: 'json' };
import { ownDatabase, pristineDatabase, testDatabase } from '../../support/database.ts';

const database = testDatabase('3.13.2');

/** Indexes, constraints and triggers of a table. */
const rulesOf = `select
  array(select indexdef from pg_indexes where schemaname = 'public' and tablename = $1) as indexes,
  array(
    select format('%s: %s', conname, pg_get_constraintdef(oid)) from pg_constraint
    where conrelid = $1::regclass and contype <> 'n'
  ) as constraints,
  array(select tgname::text from pg_trigger where tgrelid = $1::regclass and not tgisinternal) as triggers`;

test('the tables match the schema: columns, types, nullability, defaults, in physical order', async () => {
  const { rows } = await database.client.query(`
    select class.relname as table, attribute.attname as name,
      format_type(attribute.atttypid, attribute.atttypmod) as type, attribute.attnotnull as "notNull",
      pg_get_expr(fallback.adbin, fallback.adrelid) as default
    from pg_class as class
    join pg_attribute as attribute on attribute.attrelid = class.oid
    left join pg_attrdef as fallback
      on fallback.adrelid = class.oid and fallback.adnum = attribute.attnum
    where class.relnamespace = 'public'::regnamespace and class.relkind = 'r'
      and attribute.attnum > 0 and not attribute.attisdropped
    order by class.relname, attribute.attnum`);
  const found = Map.groupBy(rows, (row) => row.table);
  expect([...found.keys()].sort()).toEqual([...Object.keys(akkomaSchema.tables), 'schema_migrations'].sort());
  for (const [name, table] of Object.entries(akkomaSchema.tables)) {
    const columns = table.columns.map((column) => ({ table: name, default: null, ...column }));
    expect(found.get(name)).toEqual(columns);
  }
});

test('the indexes, constraints and triggers match the schema', async () => {
  for (const [name, table] of Object.entries(akkomaSchema.tables)) {
    const { rows } = await database.client.query(rulesOf, [name]);
    expect(rows[0].indexes.sort()).toEqual([...table.indexes].sort());
    expect(rows[0].constraints.sort()).toEqual([...table.constraints].sort());
    expect(rows[0].triggers).toEqual(table.triggers ?? []);
  }
});

test('the enums have their labels in order, and the extensions are there', async () => {
  const { rows: labels } = await database.client.query(`
    select typname as name, array_agg(enumlabel::text order by enumsortorder) as labels
    from pg_enum join pg_type on pg_type.oid = enumtypid
    where typnamespace = 'public'::regnamespace group by typname`);
  expect(Object.fromEntries(labels.map((row) => [row.name, row.labels]))).toEqual(akkomaSchema.enums);
  const { rows: extensions } = await database.client.query('select extname from pg_extension');
  expect(extensions.map((row) => row.extname)).toEqual(expect.arrayContaining([...akkomaSchema.extensions]));
});

test('the world is loaded row for row, and its counters are counted once', async () => {
  for (const name of Object.keys(akkomaSchema.tables)) {
    const { rows } = await database.client.query(`select to_jsonb(t) as row from public."${name}" as t`);
    const expected = akkomaWorld[name] ?? [];
    expect(rows.map(({ row }) => row)).toHaveLength(expected.length);
    expect(rows.map(({ row }) => row)).toEqual(expect.arrayContaining([...expected]));
  }
});

test('a new row gets an id after those of the world', async () => {
  const { client } = await pristineDatabase('3.13.2');
  const { rows } = await client.query(`
    insert into hashtags (name, inserted_at, updated_at) values ('new', now(), now())
    returning id, (select max(id) from hashtags) as last`);
  expect(Number(rows[0].id)).toBe(Number(rows[0].last) + 1);
  const empty = await client.query(`insert into moderation_log (data, inserted_at, updated_at)
    values ('{}', now(), now()) returning id`);
  expect(empty.rows[0].id).toBe('1');
});

test('the triggers still work after the world was loaded without them', async () => {
  const { rows } = await database.client.query(
    `select tgname from pg_trigger where not tgisinternal and tgenabled <> 'O'`,
  );
  expect(rows).toEqual([]);
});

test('after the upgrades to 3.16.0 the tables match those of a real server', async () => {
  const { client } = await ownDatabase('3.16.0');
  const tables = laterSchema.tables as AkkomaSchema['tables'];
  for (const [name, table] of Object.entries(tables)) {
    const { rows: columns } = await client.query(
      `select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as "notNull",
         pg_get_expr(adbin, adrelid) as default
       from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
       where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [name],
    );
    const expected = table.columns.map((column) => ({ default: null, ...column }));
    expect(byName(columns), name).toEqual(byName(expected));
    const { rows } = await client.query(rulesOf, [name]);
    expect(rows[0].indexes.sort(), name).toEqual([...table.indexes].sort());
    expect(rows[0].constraints.sort(), name).toEqual([...table.constraints].sort());
    expect(rows[0].triggers, name).toEqual(table.triggers ?? []);
  }
});

const byName = <Each extends { name: string }>(columns: readonly Each[]): Each[] =>
  columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));

test('each database of the template is independent', async () => {
  const [one, other] = await Promise.all([pristineDatabase('3.13.2'), pristineDatabase('3.13.2')]);
  await one.client.query('delete from markers');
  const { rows } = await other.client.query('select count(*)::int from markers');
  expect(rows[0].count).toBe(akkomaWorld.markers?.length);
});

test('a database keeps UTC and English under any settings of the server', async () => {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query(`
      select current_setting('timezone') as zone, current_setting('default_text_search_config') as language`);
    expect(rows[0]).toEqual({ zone: 'UTC', language: 'pg_catalog.english' });
  } finally {
    await client.end();
  }
});

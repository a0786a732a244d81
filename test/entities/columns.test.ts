import { describe, expect, test } from 'vitest';
import { type AkkomaSchema, akkomaSchema } from '../../sandbox/database/schema.ts';
import laterSchema from '../fixtures/schema-3.16.0.json' with { type: 'json' };
import { databaseOf } from '../support/database.ts';
import { akkomaOrm } from '../support/orm.ts';

/** Columns that Akkoma itself no longer maps, all nullable or with a default. */
const UNMAPPED = [
  'blocks',
  'mutes',
  'muted_reblogs',
  'muted_notifications',
  'subscribers',
  'accepts_chat_messages',
];

describe.each([
  ['3.13.2', akkomaSchema],
  ['3.16.0', laterSchema as AkkomaSchema],
] as const)('on the tables of %s', (release, schema) => {
  const database = databaseOf(release);

  /** The entities whose tables exist, with their mapped properties. */
  const mapped = () => {
    const { orm } = akkomaOrm(database.url);
    return [...orm.getMetadata().getAll().values()]
      .filter(({ tableName }) => tableName in schema.tables)
      .map(({ tableName, props }) => ({
        tableName,
        props: props.filter(({ persist }) => persist !== false),
      }));
  };

  test('every mapped column has the type, nullability and default of the table, and no other column is left unmapped', () => {
    for (const { tableName, props } of mapped()) {
      const found = props.map((prop) => ({
        name: prop.fieldNames[0],
        type: normal(prop.columnTypes[0] ?? ''),
        notNull: prop.nullable !== true,
        default: prop.autoincrement ? expect.stringMatching(/^nextval/) : prop.defaultRaw,
      }));
      const columns = schema.tables[tableName]?.columns
        .filter((column) => !(tableName === 'users' && UNMAPPED.includes(column.name)))
        .map((column) => ({ default: undefined, ...column, type: normal(column.type) }));
      expect(byName(found), tableName).toEqual(byName(columns ?? []));
    }
  });

  test('an entity can be inserted with nothing but its columns without default; the defaults fill in the others', () => {
    for (const { tableName, props } of mapped()) {
      const required = props.filter((prop) => prop.nullable !== true && prop.defaultRaw === undefined);
      const written = required.filter((prop) => prop.onCreate === undefined && prop.autoincrement !== true);
      const columns = schema.tables[tableName]?.columns ?? [];
      const without = columns.filter((column) => column.notNull && column.default === undefined);
      expect(
        required
          .filter((prop) => !prop.autoincrement)
          .map((prop) => prop.fieldNames[0])
          .sort(),
      ).toEqual(without.map((column) => column.name).sort());
      expect(written.map((prop) => prop.fieldNames[0])).not.toContain('inserted_at');
    }
  });
});

function normal(type: string): string {
  return type
    .replace('character varying', 'varchar')
    .replace(' without time zone', '')
    .replace(/^int$/, 'integer')
    .replace(/^bigserial$/, 'bigint');
}

function byName<Column extends { name?: string | undefined }>(columns: readonly Column[]): Column[] {
  return columns.toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
}

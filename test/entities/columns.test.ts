import { expect, test } from 'vitest';
import { akkomaSchema } from '../../src/sandbox/database/schema.ts';
import { testDatabase } from '../support/database.ts';
import { akkomaOrm } from '../support/orm.ts';

const database = testDatabase();

/** Columns that Akkoma itself no longer maps, all nullable or with a default. */
const UNMAPPED = [
  'blocks',
  'mutes',
  'muted_reblogs',
  'muted_notifications',
  'subscribers',
  'accepts_chat_messages',
];

test('every mapped column is there with that type, nullability and default, and no other column is left out', () => {
  const { orm } = akkomaOrm(database.url);
  for (const meta of orm.getMetadata().getAll().values()) {
    const mapped = meta.props.map((prop) => ({
      name: prop.fieldNames[0],
      type: normal(prop.columnTypes[0] ?? ''),
      notNull: prop.nullable !== true,
      default: prop.autoincrement ? expect.stringMatching(/^nextval/) : prop.defaultRaw,
    }));
    const columns = akkomaSchema.tables[meta.tableName]?.columns
      .filter((column) => !(meta.tableName === 'users' && UNMAPPED.includes(column.name)))
      .map((column) => ({ default: undefined, ...column, type: normal(column.type) }));
    expect(byName(mapped), meta.tableName).toEqual(byName(columns ?? []));
  }
});

test('an entity can be inserted with nothing but its columns without default, which fill in the rest', async () => {
  const { orm } = akkomaOrm(database.url);
  for (const meta of orm.getMetadata().getAll().values()) {
    const required = meta.props.filter((prop) => prop.nullable !== true && prop.defaultRaw === undefined);
    const written = required.filter((prop) => prop.onCreate === undefined && prop.autoincrement !== true);
    const columns = akkomaSchema.tables[meta.tableName]?.columns ?? [];
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

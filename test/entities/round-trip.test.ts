import type { EntityProperty } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ObanJob, User } from '../../entities/akkoma/index.ts';
import { Citext } from '../../entities/types/citext.ts';
import { FlakeId } from '../../entities/types/flake-id.ts';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { Jsonb } from '../../entities/types/jsonb.ts';
import { JsonbArray } from '../../entities/types/jsonb-array.ts';
import { Microseconds } from '../../entities/types/microseconds.ts';
import { arrayLiteral, TextArray } from '../../entities/types/text-array.ts';
import { truncate, WholeSecond } from '../../entities/types/whole-second.ts';
import { testDatabase } from '../support/database.ts';
import { akkomaOrm } from '../support/orm.ts';

const database = testDatabase('3.13.2');

const TEXTS = ['', ' spaces ', 'NULL', 'Ünïcödé 🦊 漢字', `quotes ' " \\ {},`, 'lines\nand\ttabs', 'مرحبا'];
const JSONS = [
  {},
  { a: null, b: [{ c: ['🦊', "'", '\\', '"'] }], 'k?': 1.5 },
  { text: 'lines\nnull\\u0041' },
];

/** Values worth writing to a column, and how SQL prints them once they are stored. */
function samples(prop: EntityProperty): { value: unknown; stored: unknown }[] {
  const type = prop.customType;
  const same = (values: readonly unknown[]) => values.map((value) => ({ value, stored: value }));
  if (type instanceof FlakeId) return [];
  if (type instanceof WholeSecond) {
    return [
      { value: new Date('2026-03-29T02:30:00.999Z'), stored: '2026-03-29T02:30:00' },
      { value: new Date('1969-12-31T23:59:59.500Z'), stored: '1969-12-31T23:59:59' },
    ];
  }
  if (type instanceof Microseconds) {
    return [
      { value: '2026-03-29T02:30:00.000001Z', stored: '2026-03-29T02:30:00.000001' },
      { value: '2026-03-29T02:30:00.100000Z', stored: '2026-03-29T02:30:00.1' },
    ];
  }
  if (type instanceof TextArray) return same([[], TEXTS, ['one']]);
  if (type instanceof JsonbArray) return same([[], JSONS]);
  if (type instanceof Jsonb) return same(JSONS);
  if (type instanceof Citext) return same(TEXTS.map((text) => `${prop.name} ${text}`));
  if (prop.columnTypes[0] === 'date') return same(['2027-03-01', '1999-12-31']);
  if (prop.runtimeType === 'boolean') return same([true, false]);
  if (prop.runtimeType === 'number') return same([7, 2]);
  return same(prop.columnTypes[0]?.match(/varchar|text/) ? TEXTS : []);
}

test('every column of an account stores what is written through the entity, awkward values and nulls', async () => {
  const { orm } = akkomaOrm(database.url);
  const { id } = await orm.em.fork().findOneOrFail(User, { nickname: 'erin' });
  for (const prop of orm
    .getMetadata()
    .get(User)
    .props.filter((one) => one.name !== 'updatedAt' && one.persist !== false)) {
    const nulls = prop.nullable === true ? [{ value: null, stored: null }] : [];
    for (const { value, stored } of [...samples(prop), ...nulls]) {
      const em = orm.em.fork();
      em.assign(await em.findOneOrFail(User, id), { [prop.name]: value });
      await em.flush();
      const { rows } = await database.client.query(
        'select to_jsonb(u) -> $2 as value from users as u where id = $1',
        [uuidFromFlakeId(id), prop.fieldNames[0]],
      );
      expect(rows, prop.name).toEqual([{ value: stored }]);
      // Properties that are never loaded with an account are requested by name.
      const again = await orm.em.fork().findOneOrFail(User, id, { populate: ['passwordHash', 'keys'] });
      expect(Reflect.get(again, prop.name), prop.name).toEqual(
        value instanceof Date ? truncate(value) : value,
      );
    }
  }
});

test('the columns of a job store what is written through the entity', async () => {
  const { orm } = akkomaOrm(database.url);
  for (const value of JSONS) {
    const em = orm.em.fork();
    const job = em.create(ObanJob, {
      worker: 'W',
      args: value,
      meta: value,
      errors: [value, value],
      tags: TEXTS,
    });
    job.scheduledAt = '2026-03-29T02:30:00.000001Z';
    await em.flush();
    const { rows } = await database.client.query(
      'select args, meta, errors, tags, scheduled_at::text as scheduled from oban_jobs where id = $1',
      [job.id],
    );
    const scheduled = '2026-03-29 02:30:00.000001';
    expect(rows).toEqual([{ args: value, meta: value, errors: [value, value], tags: TEXTS, scheduled }]);
    const again = await orm.em.fork().findOneOrFail(ObanJob, job.id);
    expect(again).toMatchObject({ args: value, meta: value, errors: [value, value], tags: TEXTS });
    expect(again.scheduledAt).toBe('2026-03-29T02:30:00.000001Z');
  }
});

test('PostgreSQL reads an array of any texts as it was meant', async () => {
  const texts = fc.array(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\0\ud800-\udfff]/gu, '')),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (values) => {
      const { rows } = await database.client.query('select to_jsonb($1::text[]) as values', [
        arrayLiteral(values),
      ]);
      expect(rows[0].values).toEqual(values);
    }),
    { numRuns: 50 },
  );
});

test.each(['2026-03-29 02:30:00', '2026-03-29T02:30:00+02:00', '2026-03-29T02:30:00.1234567Z', 'now'])(
  'a microsecond column refuses %j, whose zone or precision is uncertain',
  (value) => {
    expect(() => new Microseconds().convertToDatabaseValue(value)).toThrow(RangeError);
  },
);

import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { User } from '../../entities/akkoma/index.ts';
import { connect } from '../../src/database/connection/connection.ts';
import type { SlowStatement } from '../../src/database/connection/slow-statements.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase('3.13.2');

function watched(limit: number) {
  const told: SlowStatement[] = [];
  const opened = connect(database.url, 'steward-test', { limit, tell: (slow) => void told.push(slow) });
  onTestFinished(() => opened.close());
  return { em: opened.em.fork(), told };
}

test('a statement that takes longer than the limit is logged with its time, and no other statement is', async () => {
  const { em, told } = watched(2_000);

  await sql`select 1`.execute(em.getKysely());
  await sql`select pg_sleep(${2.2}::float8)`.execute(em.getKysely());

  expect(told).toEqual([{ milliseconds: expect.any(Number), sql: 'select pg_sleep($1::float8)' }]);
  expect(told[0]?.milliseconds).toBeGreaterThanOrEqual(2_000);
});

test('a slow statement that fails is logged too', async () => {
  const { em, told } = watched(0);

  await expect(sql`select ${'secret'}::integer`.execute(em.getKysely())).rejects.toThrow();

  expect(told.map((each) => each.sql)).toEqual(['select $1::integer']);
});

test.for([
  'hunter2',
  `O'hunter2`,
  String.raw`back\slash'hunter2\\`,
  `hunter2'; -- and "more`,
  '$$hunter2$$',
  'hunter2 /* */',
])('no value of a statement is logged, whether MikroORM or Kysely built it: %s', async (secret) => {
  const { em, told } = watched(0);

  await em.findOne(User, { nickname: secret, email: `${secret}@x`, noteCount: 4711 });
  await em.nativeUpdate(User, { nickname: secret }, { name: secret });
  await em.execute('select ? as a, ? as b', [secret, 4711]);
  await sql`select ${secret}::text where ${sql.lit(secret)} = 'x' /* it's */ -- don't
    and 1 = 4711`.execute(em.getKysely());

  expect(told).toHaveLength(4);
  for (const { sql: shown } of told) expect(shown).not.toMatch(/hunter2|4711|slash/);
  expect(told[0]?.sql).toMatch(/^select .* from "users" as "u0" where "u0"\."nickname" = \? and/);
  expect(told[3]?.sql).toBe('select $1::text where ? = ? and ? = ?');
});

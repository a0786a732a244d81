import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/database/connection/connection.ts';
import { defineOperation } from '../../src/operations/index.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { tester, waysOn } from '../support/perform.ts';
import { proxyTo } from '../support/proxy.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** Loses its connection in the middle of its transaction. */
const losing = defineOperation({
  name: 'test.losing',
  tier: 'routine',
  writes: {},
  undo: 'recorded',
  plan: async () => ({ target: 'lain', counts: {}, samples: [], warnings: [], facts: {} }),
  async apply({ em }) {
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(em.getKysely());
    return {};
  },
});

test('any number of connections lost in the middle of transactions is replaced, and the pool can still be closed', async () => {
  const { url } = await pristineDatabase();
  const { perform, database } = waysOn(url, { atEnd: () => undefined });

  for (let round = 0; round < 3; round += 1) {
    const lost = await Promise.allSettled(
      Array.from({ length: 8 }, () => perform({ ...request, operation: losing, args: {} })),
    );
    expect(new Set(lost.map(({ status }) => status))).toEqual(new Set(['rejected']));
  }

  const args = { nickname: 'lain', keep_followers: false };
  expect(await perform({ ...request, operation: deactivate, args })).toMatchObject({
    outcome: { nickname: 'lain' },
  });
  await database.close();
});

test('a connection lost between transactions, or by a query outside of one, is replaced', async () => {
  const { url, client } = await ownDatabase();
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  const kysely = database.em.fork().getKysely();
  const pool = (await database.em.getConnection().getNativeClient()) as Pool;
  const others = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;

  for (let round = 0; round < 12; round += 1) {
    await sql`select 1`.execute(kysely);
    if (round % 2 === 0) await client.query(others);
    else await sql`select pg_terminate_backend(pg_backend_pid())`.execute(kysely).catch(() => undefined);
    await expect.poll(() => pool.totalCount).toBe(0);
  }

  expect((await sql`select 1`.execute(kysely)).rows).toHaveLength(1);
});

test('a connection that the server ends with an error is not used again, although it is not closed yet', async () => {
  const { url } = await ownDatabase();
  const proxy = await proxyTo(url);
  const database = connect(proxy.url, 'steward-test');
  onTestFinished(() => database.close());
  const kysely = database.em.fork().getKysely();
  const pool = (await database.em.getConnection().getNativeClient()) as Pool;
  proxy.keepOpen();

  const ended = sql`select pg_terminate_backend(pg_backend_pid())`.execute(kysely);
  await expect(ended).rejects.toMatchObject({ code: '57P01' });

  expect(pool.totalCount).toBe(0);
  expect((await sql`select 1`.execute(kysely)).rows).toHaveLength(1);
});

test('a database that is closed while a connection to it is being made is closed all the same', async () => {
  const { url } = await pristineDatabase();
  const database = connect(url, 'steward-test');
  const kysely = database.em.fork().getKysely();
  const pool = (await database.em.getConnection().getNativeClient()) as Pool;
  await sql`select 1`.execute(kysely);

  const late = Promise.allSettled([1, 2].map(() => sql`select 1`.execute(kysely)));
  while (pool.totalCount < 2) await setImmediate();
  await database.close();

  expect(pool.totalCount).toBe(0);
  expect((await late).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

import { setTimeout } from 'node:timers/promises';
import { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { clientOptions } from '../../src/database/connection/connection.ts';
import { isUnreachable } from '../../src/database/connection/failures.ts';
import { watchedClient } from '../../src/database/connection/watched-client.ts';
import { pristineDatabase } from '../support/database.ts';
import { proxyTo } from '../support/proxy.ts';

/** A pool of connections through a proxy that checks on a statement after 300 milliseconds. */
async function scene() {
  const { url, client } = await pristineDatabase();
  const proxy = await proxyTo(url);
  const pool = new Pool({ ...clientOptions(proxy.url, 'steward-test'), Client: watchedClient(300) });
  pool.on('error', () => undefined).on('connect', (each) => each.on('error', () => undefined));
  onTestFinished(() => pool.end());
  return { client, proxy, pool };
}

test('a slow statement is waited for, through the pool and on a client', async () => {
  const { pool } = await scene();

  const slow = 'select 1 as one from pg_sleep(1)';

  expect((await pool.query(slow)).rows).toEqual([{ one: 1 }]);
  const one = await pool.connect();
  expect((await one.query(slow)).rows).toEqual([{ one: 1 }]);
  one.release();
});

test.for(['open', 'all'] as const)(
  'a statement that is never answered fails as if the server were away, where the connection is silent: %s',
  async (which) => {
    const { proxy, pool } = await scene();
    const one = await pool.connect();
    const ended = new Promise((resolve) => one.once('end', resolve));
    const { rows } = await pool.query('select 1 as one');
    expect(rows).toEqual([{ one: 1 }]);

    proxy.silence(which);
    const faults = await Promise.all(
      [pool, one].map((each) => each.query('select 1').catch((error) => error)),
    );

    expect(faults.map(isUnreachable)).toEqual([true, true]);
    await ended;
    one.release(true);
  },
);

test('the next query after the open connections have gone silent is answered', async () => {
  const { proxy, pool } = await scene();
  await pool.query('select 1');

  proxy.silence('open');
  await expect(pool.query('select 1')).rejects.toSatisfy(isUnreachable);

  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('a statement that waits for a lock counts as active, and is waited for', async () => {
  const { client, pool } = await scene();
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);

  const waiting = pool.query(`select nickname from users where nickname = 'lain' for update`);
  await expect
    .poll(async () => (await client.query('select from pg_locks where not granted')).rowCount)
    .toBeGreaterThan(0);
  await setTimeout(1_000);
  await client.query('commit');

  expect((await waiting).rows).toEqual([{ nickname: 'lain' }]);
});

test('a process that was suspended keeps its connection: the answer was there all the time', async () => {
  const { pool } = await scene();
  const one = await pool.connect();

  const answer = one.query('select 1 as one from pg_sleep(0.2)');
  // The statement is running by then; its answer arrives unread while the process is blocked.
  await setTimeout(100);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);

  expect((await answer).rows).toEqual([{ one: 1 }]);
  // Long enough for the check to answer that nothing is running on that connection.
  await setTimeout(500);
  expect((await one.query('select 2 as two')).rows).toEqual([{ two: 2 }]);
  one.release();
});

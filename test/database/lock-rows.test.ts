import { sql } from 'kysely';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { lockRows } from '../../src/database/locks/lock-rows.ts';
import {
  LockNotAvailable,
  useShortLockTimeout,
  withShortLockTimeout,
} from '../../src/database/locks/lock-timeout.ts';
import { confirmAll } from '../../src/operations/instance/confirm-all.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { undo } from '../../src/operations/undo/undo.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { someoneWaits } from '../support/waiting.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** Locks an account as Akkoma's server does before it needs another one. */
async function hold(client: Client, nickname: string): Promise<void> {
  await client.query('begin');
  await touch(client, nickname);
}

const touch = (client: Client, nickname: string) =>
  client.query('update users set note_count = note_count + 1 where nickname = $1', [nickname]);

/** Whether the account can be locked immediately. */
const isFree = (client: Client, nickname: string) =>
  client.query('select from users where nickname = $1 for no key update nowait', [nickname]).then(
    () => true,
    () => false,
  );

const deactivation = {
  ...request,
  operation: deactivate,
  args: { nickname: 'lain', keep_followers: false },
};

test('an action on one account and its followers is never in a deadlock with Akkoma', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await hold(client, 'bob');

  const done = perform(deactivation);
  await someoneWaits(client);
  // If Steward held this row while it waits for the other, PostgreSQL would end one of the two transactions.
  const free = await isFree(client, 'lain');
  await client.query('commit');

  expect(free).toBe(true);
  expect((await done).outcome).toMatchObject({ active: false });
});

test('an action on many accounts is never in a deadlock with Akkoma', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await client.query(`update users set is_confirmed = false where nickname in ('bob', 'lain')`);
  const { rows } = await client.query(
    `select nickname from users where nickname in ('bob', 'lain') order by ctid desc`,
  );
  const [held, wanted] = rows.map(({ nickname }) => nickname);
  await hold(client, held);

  const done = perform({ ...request, operation: confirmAll, args: {} });
  await someoneWaits(client);
  const free = await isFree(client, wanted);
  await client.query('commit');

  expect(free).toBe(true);
  expect((await done).outcome).toEqual({ accounts: expect.any(Number) });
});

test('an undo releases all of its locks while Akkoma holds one of its rows', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await perform(deactivation);
  await hold(client, 'bob');

  const done = perform({ ...request, operation: undo, args: { action: 1 } });
  await someoneWaits(client);
  const free = await isFree(client, 'lain');
  await client.query('commit');

  expect(free).toBe(true);
  expect((await done).outcome).toMatchObject({ skipped: 0 });
});

test('Akkoma’s own unfollow, which locks the relationship before the accounts, continues', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await client.query('begin');
  await client.query(
    `delete from following_relationships where following_id = (select id from users where nickname = 'lain')
       and follower_id = (select id from users where nickname = 'bob')`,
  );

  const done = perform(deactivation);
  await someoneWaits(client);
  const free = (await isFree(client, 'lain')) && (await isFree(client, 'bob'));
  await client.query('commit');

  expect(free).toBe(true);
  expect((await done).outcome).toMatchObject({ active: false });
});

test('a transaction that holds rows waits for others only briefly, and is then to be retried', async () => {
  const { url, client } = await pristineDatabase();
  const { database } = performOn(url);
  await hold(client, 'lain');
  const of = (nickname: string) => ({
    table: 'users',
    ids: sql`select id from users where nickname = ${nickname}`,
  });

  const acting = database.em.fork().transactional(async (em) => {
    await useShortLockTimeout(em);
    await lockRows(em, of('bob'));
    await withShortLockTimeout(() => lockRows(em, of('lain')));
  });

  await expect(acting).rejects.toThrow(LockNotAvailable);
  await client.query('commit');
});

import type { Client } from 'pg';
import { expect, test } from 'vitest';
import type { Operation } from '../../../src/operations/index.ts';
import { confirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { rm } from '../../../src/operations/instance/rm.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import type { Json } from '../../../src/text/reply.ts';
import { akkomaOn } from '../../support/akkoma.ts';
import { follows, jobs, late, moderator, scene, sessions, signIn, writeAccounts } from './scene.ts';

/** Makes the server give up on all waiting jobs. */
const giveUp = (client: Client, error: string) =>
  client.query(
    `update oban_jobs set state = 'discarded', errors = array[jsonb_build_object('error', $1::text)] where state = 'available'`,
    [error],
  );

const timeout = '** (Oban.TimeoutError) Pleroma.Workers.BackgroundWorker timed out after 5000ms';

test('a job that the server cut short is split into two halves', async () => {
  const { client, act, refreshOf } = await scene();
  await writeAccounts(client, 5);
  const action = await act(confirmAll, {});
  const { accounts } = await refreshOf(action);

  const each = async () => {
    const { rows } = await client.query(
      'select cardinality(accounts) as size from steward.refreshes order by id',
    );
    return rows.map(({ size }) => Number(size));
  };
  expect(await each()).toEqual([accounts]);
  await giveUp(client, timeout);
  await refreshOf(action);
  const halves = await each();

  expect(halves).toEqual([Math.floor(accounts / 2), Math.ceil(accounts / 2)]);
  expect(await follows(client)).toBe(accounts);
  for (let round = 0; round < 10; round += 1) {
    await giveUp(client, timeout);
    await refreshOf(action);
  }
  expect(await refreshOf(action)).toMatchObject({ state: 'untaken', untaken: accounts });
  expect(await follows(client)).toBe(0);
});

test('a job that fails otherwise is not retried', async () => {
  const { client, act, refreshOf } = await scene();
  const action = await act(tag, { nickname: 'lain', tags: ['x'] });

  await giveUp(client, '** (RuntimeError) no');

  expect(await refreshOf(action)).toMatchObject({ state: 'untaken', untaken: 1, signed_out: 0 });
  expect([await follows(client), (await jobs(client)).length]).toEqual([0, 1]);
});

test.for([
  ['who loses a role is signed out', set, { nickname: 'bob', moderator: false }, 1],
  ['who is removed is signed out', rm, { nickname: 'bob', posts_first: true }, 1],
  ['who is given a role is not', set, { nickname: 'bob', admin: true }, 0],
  ['who is deactivated is not', deactivate, { nickname: 'bob', keep_followers: true }, 0],
] as unknown as readonly [string, Operation<object, Json>, object, number][])(
  'no server refreshes within a minute, and nothing waits for it any more: %s',
  async ([, operation, args, signedOut]) => {
    const { client, act, refreshOf } = await scene();
    await moderator(client, 'bob');
    await signIn(client);
    const before = await sessions(client, 'bob');
    const action = await act(operation, args);
    expect(await refreshOf(action)).toMatchObject({ state: 'pending' });

    await late(client);

    expect(await refreshOf(action)).toMatchObject({
      state: 'untaken',
      expires: false,
      signed_out: signedOut,
    });
    expect([await follows(client), await jobs(client)]).toEqual([0, []]);
    expect(await sessions(client, 'bob')).toBe(signedOut === 0 ? before : 0);
  },
);

test.for([
  [
    'it follows somebody',
    `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
    select reader.id, u.id, 2, now(), now() from users reader, users u where reader.nickname = 'internal.fetch' and u.nickname = 'bob'`,
  ],
  ['it is deactivated', `update users set is_active = false where nickname = 'internal.fetch'`],
  ['it is not there', `update users set nickname = 'another' where nickname = 'internal.fetch'`],
] as const)(
  'where internal.fetch is not as it must be, nothing is enqueued, and the answer says so: %s',
  async ([, spoil]) => {
    const { client, act, refreshOf } = await scene();
    await moderator(client, 'bob');
    await client.query(spoil);

    const action = await act(set, { nickname: 'bob', moderator: false });

    expect(await refreshOf(action)).toMatchObject({
      state: 'untaken',
      accounts: 1,
      untaken: 1,
      signed_out: 1,
    });
    expect(await jobs(client)).toEqual([]);
  },
);

test('where nothing can be enqueued and the server’s cache expires, the time of that is stored', async () => {
  const { client, act, refreshOf } = await scene('3.21');
  await client.query(`update users set nickname = 'another' where nickname = 'internal.fetch'`);

  const action = await act(tag, { nickname: 'lain', tags: ['x'] });

  expect(await refreshOf(action)).toMatchObject({ state: 'untaken', expires: true });
  const { rows } = await client.query(
    `
    select extract(epoch from (refresh ->> 'expires_at')::timestamptz - now())::float8 as seconds
    from steward.actions where id = $1`,
    [action],
  );
  expect(rows[0].seconds).toBeGreaterThan(20);
  expect(rows[0].seconds).toBeLessThanOrEqual(30);
});

test('some of the accounts that the server did not refresh are named, in the order of their ids', async () => {
  const { client, act, refreshOf } = await scene();
  await writeAccounts(client, 5);
  const action = await act(confirmAll, {});
  const { rows } = await client.query(
    `select u.nickname from steward.changes c join users u on u.id = (c.key ->> 'id')::uuid
     where c.table_name = 'users' order by u.id limit 3`,
  );

  await giveUp(client, '** (RuntimeError) no');

  expect(await refreshOf(action)).toMatchObject({
    state: 'untaken',
    names: rows.map(({ nickname }) => nickname),
  });
});

test('of several accounts that the server cannot refresh, those are named', async () => {
  const { client, act, refreshOf } = await scene();
  await client.query(`update users set nickname = 'another' where nickname = 'internal.fetch'`);

  const action = await act(tag, { nickname: 'lain', tags: ['x'] });

  expect(await refreshOf(action)).toMatchObject({ state: 'untaken', names: ['lain'] });
});

test('where the server’s cache expires, the change is in use after half a minute, even if the jobs fail', async () => {
  const { client, act, refreshOf } = await scene('3.21');
  const action = await act(tag, { nickname: 'lain', tags: ['x'] });
  expect(await refreshOf(action)).toMatchObject({ state: 'pending' });

  await client.query(`update steward.refreshes set begun_at = now() - interval '31 seconds'`);

  expect(await refreshOf(action)).toMatchObject({ state: 'taken', untaken: 0, expires: true });
  expect([await follows(client), await jobs(client)]).toEqual([0, []]);
});

test('where the cache expires, the change counts as in use only when the last batch is old enough, too', async () => {
  const { client, actWhole, refreshOf } = await scene('3.21');
  await writeAccounts(client, 900);
  const action = await actWhole(confirmAll, {});

  await client.query(
    `update steward.refreshes set begun_at = now() - interval '31 seconds' where id = (select min(id) from steward.refreshes)`,
  );

  expect(await refreshOf(action)).toMatchObject({ state: 'pending' });
});

test('of remote accounts the server refreshes only whether they are active', async () => {
  const { client, act, refreshOf } = await scene();
  const friend = { nickname: 'friend1@friendly.example' };

  const tagged = await act(tag, { ...friend, tags: ['x'] });
  const deactivated = await act(deactivate, { ...friend, keep_followers: true });

  expect(await refreshOf(tagged)).toMatchObject({ state: 'untaken', accounts: 1, untaken: 1 });
  expect(await refreshOf(deactivated)).toMatchObject({ state: 'pending' });
  expect((await jobs(client)).filter((job) => job.startsWith('friend1'))).toEqual([
    'friend1@friendly.example false',
  ]);
});

test('an account that was signed out for having lost a role can be given the role back', async () => {
  const { client, act, refreshOf } = await scene();
  await moderator(client, 'bob');
  await signIn(client);
  const action = await act(set, { nickname: 'bob', moderator: false });
  await late(client);
  expect(await refreshOf(action)).toMatchObject({ signed_out: 1 });

  await act(undo, { action });

  const { rows } = await client.query(`select is_moderator from users where nickname = 'bob'`);
  expect(rows).toEqual([{ is_moderator: true }]);
});

test('an account that was given the role back in the meantime is not signed out', async () => {
  const { client, act, refreshOf } = await scene();
  await moderator(client, 'bob');
  await signIn(client);
  const before = await sessions(client, 'bob');
  const action = await act(set, { nickname: 'bob', moderator: false });
  await act(undo, { action });

  await late(client);

  expect(await refreshOf(action)).toMatchObject({ state: 'untaken', signed_out: 0 });
  expect(await sessions(client, 'bob')).toBe(before);
});

test('a job that the server has pruned counts as unknown, and is enqueued again', async () => {
  const { url, client, act, refreshOf, settled } = await scene();
  const action = await act(tag, { nickname: 'lain', tags: ['x'] });
  await client.query(`delete from oban_jobs`);
  await late(client);

  expect(await refreshOf(action)).toMatchObject({ state: 'pending' });
  expect(await jobs(client)).toEqual(['internal.fetch true']);
  await akkomaOn(url);
  expect(await settled(action)).toMatchObject({ state: 'taken' });
});

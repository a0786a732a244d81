import { expect, test } from 'vitest';
import type { Operation } from '../../../src/operations/index.ts';
import { confirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { rm } from '../../../src/operations/instance/rm.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { signOut } from '../../../src/operations/instance/sign-out.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import type { Json } from '../../../src/text/reply.ts';
import { akkomaOn } from '../../support/akkoma.ts';
import { changesBetween, snapshot } from '../../support/snapshot.ts';
import { follows, jobs, moderator, scene, writeAccounts, writeCrowd } from './scene.ts';

test.for([
  [
    'a deactivated account',
    'lain',
    deactivate,
    { nickname: 'lain', keep_followers: false },
    { is_active: false },
  ],
  [
    'a remote account',
    'friend1@friendly.example',
    deactivate,
    { nickname: 'friend1@friendly.example', keep_followers: true },
    { is_active: false },
  ],
  [
    'an instance',
    'friend1@friendly.example',
    deactivateAllFromInstance,
    { instance: 'friendly.example', include_subdomains: false, keep_followers: true },
    { is_active: false },
  ],
  ['a role that is taken', 'bob', set, { nickname: 'bob', moderator: false }, { is_moderator: false }],
  ['a role that is given', 'lain', set, { nickname: 'lain', moderator: true }, { is_moderator: true }],
  ['tags', 'lain', tag, { nickname: 'lain', tags: ['x'] }, { tags: ['x'] }],
  ['a removal', 'lain', rm, { nickname: 'lain', posts_first: true }, { is_active: false }],
] as unknown as readonly [string, string, Operation<object, Json>, object, object][])(
  'the running server uses a change within a moment: %s',
  async ([, nickname, operation, args, expected]) => {
    const { url, client, act, settled } = await scene();
    await moderator(client, 'bob');
    const akkoma = await akkomaOn(url);
    expect(await akkoma.cachedAccount(nickname)).not.toMatchObject(expected);

    const action = await act(operation, args);

    expect(await settled(action)).toMatchObject({ state: 'taken', untaken: 0 });
    expect(await akkoma.cachedAccount(nickname)).toMatchObject(expected);
    expect(await follows(client)).toBe(0);
    expect((await client.query('select from steward.refreshes')).rowCount).toBe(0);
  },
);

test('without a refresh, the server continues with its old data', async () => {
  const { url, act, client } = await scene('3.16.0', { AKKOMA_REFRESH: 'false' });
  const akkoma = await akkomaOn(url);
  const before = await akkoma.cachedAccount('lain');

  await act(deactivate, { nickname: 'lain', keep_followers: false });
  await akkoma.idle();

  expect(await akkoma.cachedAccount('lain')).toEqual(before);
  expect(await jobs(client)).toEqual([]);
});

test('after a refresh, no trace of it is left', async () => {
  const ends = [];
  for (const AKKOMA_REFRESH of ['true', 'false']) {
    const { url, client, act, settled } = await scene('3.16.0', { AKKOMA_REFRESH });
    const before = await snapshot(client);
    const action = await act(set, { nickname: 'lain', moderator: true });
    const undoing = await act(undo, { action });
    await akkomaOn(url);
    if (AKKOMA_REFRESH === 'true') await Promise.all([action, undoing].map(settled));
    // Lets time pass.
    await client.query(`delete from oban_jobs; update users set updated_at = '2026-11-29'`);
    ends.push(changesBetween(before, await snapshot(client)));
  }

  expect(ends[0]).toEqual(ends[1]);
});

test('many accounts are refreshed in turn, never more than 500 at a time', async () => {
  const { url, client, actWhole, refreshOf } = await scene();
  await writeAccounts(client, 1_200);

  const action = await actWhole(confirmAll, {});

  const seen = [await follows(client)];
  while ((await refreshOf(action)).state === 'pending') {
    await (await akkomaOn(url)).idle();
    seen.push(await follows(client));
  }
  expect(Math.max(...seen.map(Number))).toBe(500);
  expect(await refreshOf(action)).toMatchObject({ state: 'taken', untaken: 0 });
  expect(await jobs(client)).toEqual(['internal.fetch true', 'internal.fetch true', 'internal.fetch true']);
  expect(await follows(client)).toBe(0);
});

test('accounts of an instance are refreshed in turn, a hundred at a time', async () => {
  const { url, client, act, refreshOf } = await scene();
  await writeCrowd(client, 250);
  const action = await act(deactivateAllFromInstance, {
    instance: 'crowd.example',
    include_subdomains: false,
    keep_followers: true,
  });
  const waiting = async () =>
    Number((await client.query(`select from oban_jobs where state = 'available'`)).rowCount);

  const seen = [await waiting()];
  const akkoma = await akkomaOn(url);
  while ((await refreshOf(action)).state === 'pending') await akkoma.idle();
  seen.push((await jobs(client)).length);

  expect(seen).toEqual([100, 250]);
  expect(await refreshOf(action)).toMatchObject({ state: 'taken', accounts: 250, untaken: 0 });
});

test('an action that changes no account refreshes nothing', async () => {
  const { client, act, refreshOf } = await scene();

  await expect(refreshOf(await act(signOut, { nickname: 'lain' }))).rejects.toThrow('Nothing is to be read');
  expect(await jobs(client)).toEqual([]);
});

test('a refresh adds a follow and a job to the rows', async () => {
  const added = [];
  for (const AKKOMA_REFRESH of ['false', 'true']) {
    const { client, act } = await scene('3.16.0', { AKKOMA_REFRESH });
    const before = await snapshot(client);
    await act(tag, { nickname: 'lain', tags: ['x'] });
    const { users: _, ...others } = changesBetween(before, await snapshot(client));
    added.push(
      Object.entries(others).map(([table, { inserted = [], ...more }]) => [
        table,
        inserted.length,
        Object.keys(more),
      ]),
    );
  }

  expect(added).toEqual([
    [],
    [
      ['following_relationships', 1, []],
      ['oban_jobs', 1, []],
    ],
  ]);
});

// The releases that differ in the trigger that notifies the server of jobs, in the cache of accounts, or in that of
// follows.
test.for(['3.13.2', '3.17', '3.18', '3.21'] as const)('a refresh works on %s', async (release) => {
  const { url, client, act, settled } = await scene(release);
  const akkoma = await akkomaOn(url);
  await akkoma.rememberAll();

  const actions = [
    await act(deactivate, { nickname: 'lain', keep_followers: false }),
    await act(set, { nickname: 'bob', moderator: true }),
  ];

  expect((await Promise.all(actions.map(settled))).map(({ state }) => state)).toEqual(['taken', 'taken']);
  expect(await akkoma.cachedAccount('lain')).toMatchObject({ is_active: false });
  expect(await akkoma.cachedAccount('bob')).toMatchObject({ is_moderator: true });
  expect(await follows(client)).toBe(0);
});

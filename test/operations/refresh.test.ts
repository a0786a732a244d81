import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { lookAtRefresh, type RefreshState } from '../../src/actions/index.ts';
import {
  activate,
  confirmAll,
  deactivate,
  deactivateAllFromInstance,
  type Operation,
  rm,
  set,
  signOut,
  tag,
  undo,
} from '../../src/operations/index.ts';
import type { Json } from '../../src/reply.ts';
import type { AkkomaRelease } from '../../src/sandbox/database/releases.ts';
import { akkomaOn } from '../support/akkoma.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** A Steward that has Akkoma's server take notice, on a database of the last release that remembers without an end. */
async function scene(release: AkkomaRelease = '3.16.0', environment = { AKKOMA_REFRESH: 'true' }) {
  const { url, client } = await pristineDatabase(release);
  const { perform, dependencies } = performOn(url, environment);
  const refreshOf = async (action: number) => {
    const state = await lookAtRefresh(dependencies, action);
    if (state === null) throw new Error('Nothing is to be read anew');
    return state;
  };
  return {
    url,
    client,
    refreshOf,
    act: async <Args extends object>(operation: Operation<Args, Json>, args: NoInfer<Args>) =>
      (await perform({ ...request, operation, args })).actionId,
    /** Waits until the server has taken notice, or is not expected to. */
    settled: async (action: number): Promise<RefreshState> => {
      await expect.poll(async () => (await refreshOf(action)).state).not.toBe('pending');
      return refreshOf(action);
    },
  };
}

const follows = async (client: Client) =>
  (
    await client.query(
      `select from following_relationships where following_id = (select id from users where nickname = 'internal.fetch')`,
    )
  ).rowCount;

const jobs = async (client: Client) =>
  (
    await client.query(
      `select args ->> 'status' as status, (select nickname from users where steward.flake_text(id) = args ->> 'user_id') as nickname
       from oban_jobs where args ->> 'op' = 'user_activation' order by id`,
    )
  ).rows.map(({ nickname, status }) => `${nickname} ${status}`);

const moderator = async (client: Client, nickname: string) =>
  client.query('update users set is_moderator = true where nickname = $1', [nickname]);

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
  'the running server goes by what is done within a moment: %s',
  async ([, nickname, operation, args, expected]) => {
    const { url, client, act, settled } = await scene();
    await moderator(client, 'bob');
    const akkoma = await akkomaOn(url);
    expect(await akkoma.remembers(nickname)).not.toMatchObject(expected);

    const action = await act(operation, args);

    expect(await settled(action)).toMatchObject({ state: 'taken', untaken: 0 });
    expect(await akkoma.remembers(nickname)).toMatchObject(expected);
    expect(await follows(client)).toBe(0);
    expect((await client.query('select from steward.refreshes')).rowCount).toBe(0);
  },
);

test('without it, the server goes on with what it knew', async () => {
  const { url, act, client } = await scene('3.16.0', { AKKOMA_REFRESH: 'false' });
  const akkoma = await akkomaOn(url);
  const before = await akkoma.remembers('lain');

  await act(deactivate, { nickname: 'lain', keep_followers: false });
  await akkoma.idle();

  expect(await akkoma.remembers('lain')).toEqual(before);
  expect(await jobs(client)).toEqual([]);
});

test('once the server has taken notice, nothing is left of how it was told', async () => {
  const ends = [];
  for (const AKKOMA_REFRESH of ['true', 'false']) {
    const { url, client, act, settled } = await scene('3.16.0', { AKKOMA_REFRESH });
    const before = await snapshot(client);
    const action = await act(set, { nickname: 'lain', moderator: true });
    const undoing = await act(undo, { action });
    await akkomaOn(url);
    if (AKKOMA_REFRESH === 'true') await Promise.all([action, undoing].map(settled));
    // The clock goes on.
    await client.query(`delete from oban_jobs; update users set updated_at = '2026-11-29'`);
    ends.push(changesBetween(before, await snapshot(client)));
  }

  expect(ends[0]).toEqual(ends[1]);
});

/** So many local accounts, not confirmed, whose names go on from this one. */
const writeAccounts = (client: Client, count: number) =>
  client.query(
    `insert into users (id, nickname, bio, local, is_confirmed, ap_id, inserted_at, updated_at)
     select steward.flake_at(1798000000000 + place, '15c973e54f0d', 0), 'crowd' || place, '', true, false,
       'https://social.test/users/crowd' || place, now(), now()
     from generate_series(1, $1::integer) place`,
    [count],
  );

test('many accounts are read in turn, never more than 500 at a time', async () => {
  const { url, client, act, refreshOf } = await scene();
  await writeAccounts(client, 1_200);

  const action = await act(confirmAll, {});

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

/** Has the server give up on all jobs that wait. */
const giveUp = (client: Client, error: string) =>
  client.query(
    `update oban_jobs set state = 'discarded', errors = array[jsonb_build_object('error', $1::text)] where state = 'available'`,
    [error],
  );

const timeout = '** (Oban.TimeoutError) Pleroma.Workers.BackgroundWorker timed out after 5000ms';

test('what the server cut short is read in two halves', async () => {
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

test('where a job fails otherwise, it is not tried again', async () => {
  const { client, act, refreshOf } = await scene();
  const action = await act(tag, { nickname: 'lain', tags: ['x'] });

  await giveUp(client, '** (RuntimeError) no');

  expect(await refreshOf(action)).toMatchObject({ state: 'untaken', untaken: 1, signed_out: 0 });
  expect([await follows(client), (await jobs(client)).length]).toEqual([0, 1]);
});

const late = (client: Client) =>
  client.query(`update steward.refreshes set enqueued_at = now() - interval '61 seconds'`);

const sessions = async (client: Client, nickname: string) =>
  Number(
    (
      await client.query(
        'select from oauth_tokens where user_id = (select id from users where nickname = $1)',
        [nickname],
      )
    ).rowCount,
  );

test.for([
  ['who loses a role is signed out', set, { nickname: 'bob', moderator: false }, 1],
  ['who is removed is signed out', rm, { nickname: 'bob', posts_first: true }, 1],
  ['who is given a role is not', set, { nickname: 'bob', admin: true }, 0],
  ['who is deactivated is not', deactivate, { nickname: 'bob', keep_followers: true }, 0],
] as unknown as readonly [string, Operation<object, Json>, object, number][])(
  'no server takes notice within a minute, and nothing waits for one any more: %s',
  async ([, operation, args, signedOut]) => {
    const { client, act, refreshOf } = await scene();
    await moderator(client, 'bob');
    await client.query(`update oauth_tokens set user_id = (select id from users where nickname = 'bob')`);
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
  'where internal.fetch is not as it must be, nothing is enqueued, and it is told: %s',
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

test('a job that waits still for an account does not bring back what it was when it is decided otherwise', async () => {
  const { url, client, act, settled } = await scene();
  const first = await act(deactivate, { nickname: 'lain', keep_followers: true });
  const second = await act(activate, { nickname: 'lain' });

  expect((await jobs(client)).filter((job) => job.startsWith('lain'))).toEqual([]);
  const akkoma = await akkomaOn(url);
  await Promise.all([first, second].map(settled));

  expect(await akkoma.remembers('lain')).toMatchObject({ is_active: true });
  const { rows } = await client.query(`select is_active from users where nickname = 'lain'`);
  expect(rows).toEqual([{ is_active: true }]);
});

test('a job that waits still is taken back where Akkoma’s own staff have decided otherwise meanwhile', async () => {
  const { client, act, refreshOf } = await scene();
  const action = await act(deactivate, { nickname: 'lain', keep_followers: true });
  expect(await jobs(client)).toContain('lain false');

  await client.query(`update users set is_active = true where nickname = 'lain'`);
  await refreshOf(action);

  expect((await jobs(client)).filter((job) => job.startsWith('lain'))).toEqual([]);
});

test('where the server forgets by itself, it goes by it after half a minute whatever becomes of the jobs', async () => {
  const { client, act, refreshOf } = await scene('3.21');
  const action = await act(tag, { nickname: 'lain', tags: ['x'] });
  expect(await refreshOf(action)).toMatchObject({ state: 'pending' });

  await client.query(`update steward.refreshes set begun_at = now() - interval '31 seconds'`);

  expect(await refreshOf(action)).toMatchObject({ state: 'taken', untaken: 0, expires: true });
  expect([await follows(client), await jobs(client)]).toEqual([0, []]);
});

test('of remote accounts the server is told whether they are active, and nothing else', async () => {
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

test('accounts of an instance are told in turn, a hundred at a time', async () => {
  const { url, client, act, refreshOf } = await scene();
  await client.query(
    `insert into users (id, nickname, bio, local, ap_id, inserted_at, updated_at)
     select steward.flake_at(1798000000000 + place, '15c973e54f0d', 0), 'crowd' || place || '@crowd.example', '', false,
       'https://crowd.example/users/' || place, now(), now()
     from generate_series(1, 250) place`,
  );
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

test('what changes no account is nothing to the server', async () => {
  const { client, act, refreshOf } = await scene();

  await expect(refreshOf(await act(signOut, { nickname: 'lain' }))).rejects.toThrow('Nothing is to be read');
  expect(await jobs(client)).toEqual([]);
});

test('what it adds to the rows is a follow and a job', async () => {
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

// Where a trigger tells the server of jobs, and where its memory, or who follows whom there, is another.
test.for(['3.13.2', '3.17', '3.18', '3.21'] as const)('it works on %s', async (release) => {
  const { url, client, act, settled } = await scene(release);
  const akkoma = await akkomaOn(url);
  await akkoma.rememberAll();

  const actions = [
    await act(deactivate, { nickname: 'lain', keep_followers: false }),
    await act(set, { nickname: 'bob', moderator: true }),
  ];

  expect((await Promise.all(actions.map(settled))).map(({ state }) => state)).toEqual(['taken', 'taken']);
  expect(await akkoma.remembers('lain')).toMatchObject({ is_active: false });
  expect(await akkoma.remembers('bob')).toMatchObject({ is_moderator: true });
  expect(await follows(client)).toBe(0);
});

test('who was signed out for having lost a role can be given it back', async () => {
  const { client, act, refreshOf } = await scene();
  await moderator(client, 'bob');
  await client.query(`update oauth_tokens set user_id = (select id from users where nickname = 'bob')`);
  const action = await act(set, { nickname: 'bob', moderator: false });
  await late(client);
  expect(await refreshOf(action)).toMatchObject({ signed_out: 1 });

  await act(undo, { action });

  const { rows } = await client.query(`select is_moderator from users where nickname = 'bob'`);
  expect(rows).toEqual([{ is_moderator: true }]);
});

const localFollowsOf = async (client: Client, nickname: string) =>
  (
    await client.query(
      `select from following_relationships r join users u on u.id = r.follower_id join users friend on friend.id = r.following_id
       where u.nickname = $1 and r.state = 2 and friend.local and friend.nickname not like 'internal.%'`,
      [nickname],
    )
  ).rowCount;

test.for([
  ['lain', deactivate, { nickname: 'lain', keep_followers: false }],
  [
    'friend1@friendly.example',
    deactivateAllFromInstance,
    { instance: 'friendly.example', include_subdomains: false, keep_followers: false },
  ],
] as unknown as readonly [string, Operation<object, Json>, object][])(
  'the follows that an undo brings back stay when the server has taken notice: %s',
  async ([nickname, operation, args]) => {
    const { url, client, act, settled } = await scene();
    await client.query(
      `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
       select u.id, friend.id, 2, now(), now() from users u, users friend where u.nickname = $1 and friend.nickname = 'bob'
       on conflict do nothing`,
      [nickname],
    );
    const akkoma = await akkomaOn(url);
    await akkoma.remembers(nickname);
    const before = await localFollowsOf(client, nickname);
    const action = await act(operation, args);
    await settled(action);
    expect(await localFollowsOf(client, nickname)).toBe(0);

    await settled(await act(undo, { action }));
    await akkoma.idle();

    expect(await localFollowsOf(client, nickname)).toBe(before);
    const { rows } = await client.query('select is_active from users where nickname = $1', [nickname]);
    expect(rows).toEqual([{ is_active: true }]);
  },
);

test('what is undone while much of it waits to be told stays undone', async () => {
  const { url, client, act, settled, refreshOf } = await scene();
  await client.query(
    `insert into users (id, nickname, bio, local, ap_id, inserted_at, updated_at)
     select steward.flake_at(1798000000000 + place, '15c973e54f0d', 0), 'crowd' || place || '@crowd.example', '', false,
       'https://crowd.example/users/' || place, now(), now()
     from generate_series(1, 250) place`,
  );
  const crowd = { instance: 'crowd.example', include_subdomains: false, keep_followers: true };
  const first = await act(deactivateAllFromInstance, crowd);
  // The first hundred are told, and the next are in the queue.
  await client.query(`update oban_jobs set state = 'completed'`);
  expect(await refreshOf(first)).toMatchObject({ state: 'pending' });
  expect((await client.query(`select from oban_jobs where state = 'available'`)).rowCount).toBe(100);

  const undoing = await act(undo, { action: first });
  await akkomaOn(url);
  await Promise.all([first, undoing].map(settled));

  const { rows } = await client.query(
    `select count(*) filter (where is_active)::integer as active from users where nickname like '%@crowd.example'`,
  );
  expect(rows).toEqual([{ active: 250 }]);
});

test('whoever follows the server’s reader by themselves goes on following it, and hinders nobody', async () => {
  const { url, client, act, settled } = await scene();
  await writeAccounts(client, 600);
  await client.query(
    `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
     select u.id, reader.id, 2, now(), now() from users u, users reader
     where u.nickname = 'lain' and reader.nickname = 'internal.fetch'`,
  );
  await akkomaOn(url);

  const action = await act(confirmAll, {});

  expect(await settled(action)).toMatchObject({ state: 'taken', untaken: 0 });
  expect(await follows(client)).toBe(1);
});

test('who has been given the role back meanwhile is not signed out', async () => {
  const { client, act, refreshOf } = await scene();
  await moderator(client, 'bob');
  await client.query(`update oauth_tokens set user_id = (select id from users where nickname = 'bob')`);
  const before = await sessions(client, 'bob');
  const action = await act(set, { nickname: 'bob', moderator: false });
  await act(undo, { action });

  await late(client);

  expect(await refreshOf(action)).toMatchObject({ state: 'untaken', signed_out: 0 });
  expect(await sessions(client, 'bob')).toBe(before);
});

test('what became of a job that the server has forgotten is not guessed: it is told again', async () => {
  const { url, client, act, refreshOf, settled } = await scene();
  const action = await act(tag, { nickname: 'lain', tags: ['x'] });
  await client.query(`delete from oban_jobs`);
  await late(client);

  expect(await refreshOf(action)).toMatchObject({ state: 'pending' });
  expect(await jobs(client)).toEqual(['internal.fetch true']);
  await akkomaOn(url);
  expect(await settled(action)).toMatchObject({ state: 'taken' });
});

import type { Client } from 'pg';
import { expect, test } from 'vitest';
import type { Operation } from '../../../src/operations/index.ts';
import { confirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import type { Json } from '../../../src/text/reply.ts';
import { akkomaOn } from '../../support/akkoma.ts';
import { follows, jobs, scene, writeAccounts, writeCrowd } from './scene.ts';

test('a waiting job for an account does not bring back the old state after another decision', async () => {
  const { url, client, act, settled } = await scene();
  const first = await act(deactivate, { nickname: 'lain', keep_followers: true });
  const second = await act(activate, { nickname: 'lain' });

  expect((await jobs(client)).filter((job) => job.startsWith('lain'))).toEqual([]);
  const akkoma = await akkomaOn(url);
  await Promise.all([first, second].map(settled));

  expect(await akkoma.cachedAccount('lain')).toMatchObject({ is_active: true });
  const { rows } = await client.query(`select is_active from users where nickname = 'lain'`);
  expect(rows).toEqual([{ is_active: true }]);
});

test('a waiting job is cancelled where Akkoma’s own staff have decided otherwise in the meantime', async () => {
  const { client, act, refreshOf } = await scene();
  const action = await act(deactivate, { nickname: 'lain', keep_followers: true });
  expect(await jobs(client)).toContain('lain false');

  await client.query(`update users set is_active = true where nickname = 'lain'`);
  await refreshOf(action);

  expect((await jobs(client)).filter((job) => job.startsWith('lain'))).toEqual([]);
});

test('a job that the server is just running finishes before another decision, and not after it', async () => {
  const { client, act } = await scene();
  await act(deactivate, { nickname: 'lain', keep_followers: true });
  await client.query(
    `update oban_jobs set state = 'executing', attempted_at = timezone('UTC', now()) where args ->> 'op' = 'user_activation'`,
  );

  // The job's work once it has the row.
  const activating = act(activate, { nickname: 'lain' });
  await client.query('select pg_sleep(1)');
  await client.query(`update users set is_active = false where nickname = 'lain'`);
  await client.query(`update oban_jobs set state = 'completed' where state = 'executing'`);
  await activating;

  const { rows } = await client.query(`select is_active from users where nickname = 'lain'`);
  expect(rows).toEqual([{ is_active: true }]);
});

test.for([
  [
    'an account that follows somebody by now',
    'spam1@spam.example',
    `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
     select spam.id, lain.id, 2, now(), now() from users spam, users lain
     where spam.nickname = 'spam1@spam.example' and lain.nickname = 'lain'`,
  ],
  [
    'a reader that was deactivated',
    'internal.fetch',
    `update users set is_active = false where nickname = 'internal.fetch'`,
  ],
] as const)('a waiting job that would change %s is cancelled', async ([, nickname, change]) => {
  const { client, act, refreshOf } = await scene();
  await client.query(
    `delete from following_relationships where follower_id = (select id from users where nickname = 'spam1@spam.example')`,
  );
  await client.query(`update users set is_active = false where nickname in ('spam1@spam.example', 'lain')`);
  const actions = [
    await act(activate, { nickname: 'spam1@spam.example' }),
    await act(activate, { nickname: 'lain' }),
  ];
  const jobsOf = async () => (await jobs(client)).filter((job) => job.startsWith(nickname));
  expect(await jobsOf()).not.toEqual([]);

  await client.query(change);
  for (const action of actions) await refreshOf(action);

  expect(await jobsOf()).toEqual([]);
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
  'the follows that an undo restores remain after the server has run its jobs: %s',
  async ([nickname, operation, args]) => {
    const { url, client, act, settled } = await scene();
    await client.query(
      `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
       select u.id, friend.id, 2, now(), now() from users u, users friend where u.nickname = $1 and friend.nickname = 'bob'
       on conflict do nothing`,
      [nickname],
    );
    const akkoma = await akkomaOn(url);
    await akkoma.cachedAccount(nickname);
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

test('an undo of an action whose refresh is still waiting is not reverted by it', async () => {
  const { url, client, act, settled, refreshOf } = await scene();
  await writeCrowd(client, 250);
  const crowd = { instance: 'crowd.example', include_subdomains: false, keep_followers: true };
  const first = await act(deactivateAllFromInstance, crowd);
  // The first hundred accounts are done, and the next are in the queue.
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

test('a person’s own follow of the server’s fetch actor remains, and hinders nobody', async () => {
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

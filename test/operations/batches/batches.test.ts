import { expect, test } from 'vitest';
import { confirm } from '../../../src/operations/instance/confirm.ts';
import { confirmAll, unconfirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import {
  activateAllFromInstance,
  deactivateAllFromInstance,
} from '../../../src/operations/instance/set-activation-of-instance.ts';
import { lock, unlock } from '../../../src/operations/steward/lock.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { countOf, miscounted, writeCrowd, writeFollowers } from '../../support/crowd.ts';
import { changesBetween, snapshot } from '../../support/snapshot.ts';
import { scene } from './scene.ts';

const crowd = { instance: 'crowd.example', include_subdomains: false };

test('many accounts are changed a batch at a time, and reported as one action', async () => {
  const { client, act, follow, finish, endingOf } = await scene();
  await writeCrowd(client, 900);

  const action = await act(deactivateAllFromInstance, { ...crowd, keep_followers: false });
  const done = await countOf(client, `not is_active and nickname like '%@crowd.example'`);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThanOrEqual(500);
  expect(await endingOf(action)).toMatchObject({ state: 'following', outcome: { accounts: done } });
  expect(await miscounted(client)).toEqual([]);

  await follow({ action });
  const { outcome, progress, ending } = await finish(action);

  expect({ outcome, progress, ending }).toEqual({
    outcome: { ...crowd, accounts: 900, follows_ended: 1, followers_unsubscribed: 900 },
    progress: null,
    ending: 'finished',
  });
  expect(await countOf(client, `is_active and nickname like '%@crowd.example'`)).toBe(0);
  expect(await miscounted(client)).toEqual([]);
  const { rows } = await client.query('select event, actor_id from steward.audit_log order by id');
  expect(rows).toEqual([
    { event: 'action.begun', actor_id: 'console:tester' },
    { event: 'action.done', actor_id: 'system:steward' },
  ]);
});

test('each row is recorded once over any number of batches, and an undo restores all of them', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 400);
  const before = await snapshot(client);

  const action = await act(deactivateAllFromInstance, { ...crowd, keep_followers: false });
  await finish(action);
  const undoing = await act(undo, { action });
  await finish(undoing);

  const changes = changesBetween(before, await snapshot(client));
  expect(Object.keys(changes)).toEqual(['users']);
  expect(new Set(changes.users?.updated?.flatMap(({ set }) => Object.keys(set)))).toEqual(
    new Set(['updated_at']),
  );
  const { rows } = await client.query(
    `select table_name, count(*)::integer as records from steward.changes
     where action_id = $1 and (table_name <> 'users' or before ? 'is_active') group by 1 order by 1`,
    [action],
  );
  expect(rows).toEqual([
    { table_name: 'following_relationships', records: 401 },
    { table_name: 'users', records: 400 },
  ]);
});

test('an account with many followers is shut out immediately; its followers are removed a batch at a time', async () => {
  const { client, act, finish, endingOf } = await scene();
  await writeFollowers(client, 900);

  const action = await act(deactivate, { nickname: 'lain', keep_followers: false });

  expect(await countOf(client, `nickname = 'lain' and not is_active`)).toBe(1);
  const { outcome } = await endingOf(action);
  expect(Number(Object(outcome).followers_unsubscribed)).toBeLessThanOrEqual(500);
  expect(await finish(action)).toMatchObject({ state: 'done', ending: 'finished' });
  expect(await countOf(client, `nickname like 'fan%' and following_count <> 0`)).toBe(0);
  expect(await miscounted(client)).toEqual([]);
});

test('kept followers get the right counts', async () => {
  const { client, act, finish } = await scene();
  await writeFollowers(client, 900);

  await finish(await act(deactivate, { nickname: 'lain', keep_followers: true }));
  expect(await countOf(client, `nickname like 'fan%' and following_count <> 0`)).toBe(0);
  await finish(await act(activate, { nickname: 'lain' }));

  expect(await countOf(client, `nickname like 'fan%' and following_count <> 1`)).toBe(0);
  expect(await miscounted(client)).toEqual([]);
});

test('a decision about the same accounts is refused while the batches run, with the reason', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 400);
  const action = await act(deactivateAllFromInstance, { ...crowd, keep_followers: false });
  const last = { nickname: 'crowd400@crowd.example' };

  for (const deciding of [
    () => act(activate, last),
    () => act(deactivate, { ...last, keep_followers: true }),
    () => act(activateAllFromInstance, crowd),
  ]) {
    await expect(deciding()).rejects.toMatchObject({
      name: 'AccountBusy',
      message: expect.stringMatching(/is still running on/),
    });
  }
  await finish(action);
  await act(activate, last);
  expect(await countOf(client, `nickname = 'crowd400@crowd.example' and is_active`)).toBe(1);
});

test('an undo during the batches stops them, and restores what was done', async () => {
  const { client, act, finish, endingOf } = await scene();
  await writeCrowd(client, 400);
  const action = await act(deactivateAllFromInstance, { ...crowd, keep_followers: false });

  const undoing = await act(undo, { action });
  await finish(undoing);

  expect(await finish(action)).toMatchObject({ state: 'undone' });
  expect(await endingOf(undoing)).toMatchObject({ state: 'done', outcome: { skipped: 0 } });
  expect(await countOf(client, `is_active and nickname like '%@crowd.example'`)).toBe(400);
  expect(await miscounted(client)).toEqual([]);
  await act(deactivate, { nickname: 'crowd400@crowd.example', keep_followers: false });
});

test('a decision about an account during the batches remains', async () => {
  const { client, act, finish } = await scene();
  await writeFollowers(client, 700);
  await client.query(`update users set is_confirmed = false where nickname like 'fan%'`);
  const action = await act(confirmAll, {});
  await act(confirm, { nickname: 'fan700' });
  await act(confirm, { nickname: 'fan700' });

  await finish(action);

  expect(await countOf(client, `nickname like 'fan%' and not is_confirmed`)).toBe(1);
  expect(await countOf(client, `nickname = 'fan700' and not is_confirmed`)).toBe(1);
});

test('a change by Akkoma of an account during the batches is not overwritten', async () => {
  const { client, act, finish } = await scene();
  await writeFollowers(client, 900);
  const action = await act(deactivate, { nickname: 'lain', keep_followers: false });

  await client.query(`update users set is_active = true where nickname = 'lain'`);
  const { outcome } = await finish(action);

  expect(Number(Object(outcome).followers_unsubscribed)).toBeLessThanOrEqual(500);
  expect(await countOf(client, `nickname = 'lain' and is_active`)).toBe(1);
});

test('a lock stops the batches, and an unlock continues them', async () => {
  const { client, act, follow, finish } = await scene();
  await writeCrowd(client, 400);
  const action = await act(deactivateAllFromInstance, { ...crowd, keep_followers: true });
  const left = () => countOf(client, `is_active and nickname like '%@crowd.example'`);
  const before = await left();

  await act(lock, {});
  await follow({ action });
  expect(await left()).toBe(before);
  const { rows } = await client.query(
    `delete from steward_jobs.job where name = 'follow' returning data ->> 'action' as action`,
  );
  expect(rows).toEqual([{ action: String(action) }]);

  await act(unlock, {});
  const { rowCount } = await client.query(`select from steward_jobs.job where name = 'follow'`);
  expect(rowCount).toBe(1);
  await finish(action);
  expect(await left()).toBe(0);
});

test('a time-limited action whose time ends before its last batch is undone then', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 400);
  const action = await act(deactivateAllFromInstance, { ...crowd, keep_followers: true, for: '1m' });
  const reversals = async () =>
    (await client.query(`select from steward_jobs.job where name = 'reverse'`)).rowCount;
  expect(await reversals()).toBe(0);

  await client.query(`update steward.actions set reverses_at = now()`);
  await finish(action);

  expect(await reversals()).toBe(1);
});

test('every account that existed at the start is unconfirmed, and no later one', async () => {
  const { client, act, finish } = await scene();
  await writeFollowers(client, 700);

  const action = await act(unconfirmAll, {});
  await client.query(
    `insert into users (id, nickname, name, bio, local, is_confirmed, ap_id, inserted_at, updated_at)
     values (steward.flake_at(1800000000000, '15c973e54f0d', 0), 'late', 'late', '', true, true,
       'https://social.test/users/late', now(), now())`,
  );
  const { outcome } = await finish(action);

  expect(outcome).toEqual({ accounts: 710 });
  expect(await countOf(client, `nickname like 'fan%' and is_confirmed`)).toBe(0);
  expect(await countOf(client, `nickname = 'late' and is_confirmed`)).toBe(1);
});

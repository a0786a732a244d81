import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { createFollow, createPreview } from '../../../src/actions/index.ts';
import { fingerprint } from '../../../src/operations/index.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import {
  activateAllFromInstance,
  deactivateAllFromInstance,
} from '../../../src/operations/instance/set-activation-of-instance.ts';
import { keep } from '../../../src/operations/steward/keep.ts';
import { lock, unlock } from '../../../src/operations/steward/lock.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { undoAll } from '../../../src/operations/undo/undo-all.ts';
import { countOf, writeCrowd, writeFollowers } from '../../support/crowd.ts';
import { pressOf, tester } from '../../support/perform.ts';
import { someoneWaits } from '../../support/waiting.ts';
import { scene } from './scene.ts';

const crowd = { instance: 'crowd.example', include_subdomains: false, keep_followers: false };
const isActive = `is_active and nickname like '%@crowd.example'`;
const request = { reason: 'x', caller: tester, interactionId: null, secret: null };

const followJobs = async (client: Client) =>
  (await client.query(`select from steward_jobs.job where name = 'follow'`)).rowCount;

const isOver = (client: Client, action: number) =>
  client.query('update steward.actions set reverses_at = now() where id = $1', [action]);

test('the job for the next batch is there when the worker yields its slot', async () => {
  const { client, act, dependencies, endingOf } = await scene();
  await writeCrowd(client, 600);
  const action = await act(deactivateAllFromInstance, crowd);
  await client.query('delete from steward_jobs.job');

  await createFollow(dependencies, 0)({ action });

  expect(await endingOf(action)).toMatchObject({ state: 'following' });
  expect(await followJobs(client)).toBe(1);
});

test('a reversal waits for an action that has still to come to the same accounts', async () => {
  const { client, act, finish, reverse } = await scene();
  await writeCrowd(client, 600);
  const timed = await act(deactivateAllFromInstance, { ...crowd, for: '1m' });
  await finish(timed);
  const good = await act(deactivateAllFromInstance, crowd);
  await isOver(client, timed);

  await expect(reverse({ action: timed })).rejects.toMatchObject({ name: 'AccountBusy' });
  await finish(good);
  await reverse({ action: timed });

  expect(await countOf(client, isActive)).toBe(0);
  const { rows } = await client.query('select state from steward.actions order by id');
  expect(rows.map(({ state }) => state)).toEqual(['done', 'done']);
});

test('an action that another one has still to come to the accounts of is not undone either', async () => {
  const { client, act } = await scene();
  await writeCrowd(client, 600);
  const one = await act(deactivate, { nickname: 'crowd600@crowd.example', keep_followers: true, for: '7d' });
  await act(deactivateAllFromInstance, crowd);

  await expect(act(undo, { action: one })).rejects.toMatchObject({ name: 'AccountBusy' });
});

test('a reversal waits while an undo is under way, and all follows come back', async () => {
  const { client, act, finish, reverse } = await scene();
  await writeCrowd(client, 600);
  const timed = await act(deactivateAllFromInstance, { ...crowd, keep_followers: true, for: '1m' });
  await finish(timed);
  const good = await act(deactivateAllFromInstance, crowd);
  await finish(good);
  await isOver(client, timed);
  const undoing = await act(undo, { action: good });

  await expect(reverse({ action: timed })).rejects.toMatchObject({ name: 'AccountBusy' });
  await finish(undoing);
  await reverse({ action: timed });

  const { rowCount } = await client.query(
    `select from following_relationships r join users u on u.id = r.following_id
     where u.nickname like '%@crowd.example' and r.state = 2`,
  );
  expect(rowCount).toBe(600);
});

test('a request to undo an action stops its batches until it is decided', async () => {
  const { client, act, propose, cancel, confirm, follow, endingOf } = await scene();
  await writeCrowd(client, 900);
  const action = await act(deactivateAllFromInstance, crowd);
  const ask = () => propose({ ...request, operation: undo, args: { action } });
  const before = await countOf(client, isActive);

  const { actionId: first } = await ask();
  await follow({ action });
  expect(await countOf(client, isActive)).toBe(before);
  expect(await followJobs(client)).toBeGreaterThan(0);
  await cancel(pressOf(first));
  const { actionId: second } = await ask();
  await follow({ action });
  await confirm(pressOf(second, '1'), null);

  expect(await endingOf(action)).toMatchObject({ state: 'undone' });
  expect(await countOf(client, isActive)).toBe(900);
});

test('an undo is planned between two batches, so that it shows what it restores', async () => {
  const { client, act, propose, confirm, follow, endingOf } = await scene();
  await writeCrowd(client, 900);
  const action = await act(deactivateAllFromInstance, crowd);
  await client.query('begin');
  // Holds the row as a running batch does.
  await client.query('select from steward.actions where id = $1 for update', [action]);

  const asking = propose({ ...request, operation: undo, args: { action } });
  await someoneWaits(client);
  await client.query('commit');
  const { actionId } = await asking;
  await follow({ action });
  await confirm(pressOf(actionId, '1'), null);

  expect(await endingOf(action)).toMatchObject({ state: 'undone' });
  expect(await countOf(client, isActive)).toBe(900);
});

test('where the caller is asked on the spot, as in a terminal, an undo is done though more batches were done in the meantime', async () => {
  const { client, act, perform, dependencies, finish } = await scene();
  await writeCrowd(client, 1_600);
  const action = await act(deactivateAllFromInstance, crowd);
  const undoing = { ...request, operation: undo, args: { action } };
  const shown = await createPreview(dependencies)(undoing);
  const before = await countOf(client, isActive);

  // Runs one batch.
  await createFollow(dependencies, 0)({ action });
  expect(await countOf(client, isActive)).toBeLessThan(before);
  const { actionId } = await perform({ ...undoing, confirmedFingerprint: fingerprint(shown) });
  await finish(actionId);

  expect(await countOf(client, isActive)).toBe(1_600);
});

test('a decision about an account whose followers are still to be restored is refused', async () => {
  const { client, act, finish } = await scene();
  await writeFollowers(client, 900);
  const action = await act(deactivate, { nickname: 'lain', keep_followers: false });
  await finish(action);
  const undoing = await act(undo, { action });

  await expect(act(deactivate, { nickname: 'lain', keep_followers: true })).rejects.toMatchObject({
    name: 'AccountBusy',
  });
  await finish(undoing);
  expect(await countOf(client, `nickname = 'lain' and follower_count >= 900`)).toBe(1);
});

test('a part of an undo that would leave no active admin skips that account, names it, and restores the others', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 800);
  await finish(await act(deactivateAllFromInstance, crowd));
  await act(set, { nickname: 'bob', admin: true });
  const undoing = await act(undoAll, { by: tester.id, since: '2020-01-01T00:00:00Z' });

  await client.query(`update users set is_admin = false where nickname <> 'bob' and local`);
  const { ending, outcome } = await finish(undoing);

  expect({ ending, outcome }).toMatchObject({
    ending: 'finished',
    outcome: { restored: { accounts: 800 }, skipped: 1, samples: ['bob is the only active admin'] },
  });
  expect(await countOf(client, `nickname = 'bob' and is_admin`)).toBe(1);
});

test.for([
  ['crowd1@crowd.example', 'ada', 'apply'],
  ['ada', 'crowd1300@crowd.example', 'follow'],
] as const)(
  'an undo holds no account while it waits for an admin, or the other way round: %j',
  async ([held, wanted, when]) => {
    const { client, act, finish, follow } = await scene();
    await writeCrowd(client, 1_300);
    await finish(await act(deactivateAllFromInstance, { ...crowd, keep_followers: true }));
    await finish(
      await act(activateAllFromInstance, { instance: 'crowd.example', include_subdomains: false }),
    );
    const undoing = when === 'follow' ? await act(undo, { action: 2 }) : 0;
    await client.query('begin');
    await client.query('update users set note_count = note_count + 1 where nickname = $1', [held]);

    const going = when === 'follow' ? follow({ action: undoing }) : act(undo, { action: 2 });
    await someoneWaits(client);
    const free = await client
      .query('select from users where nickname = $1 for no key update nowait', [wanted])
      .then(
        () => true,
        () => false,
      );
    await client.query('commit');
    await going;

    expect(free).toBe(true);
  },
);

test('followers of an account that Akkoma’s staff deactivate before its batch are kept', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 300);
  await writeFollowers(client, 900);
  await client.query(
    `update following_relationships r set following_id = crowd.id from users crowd, users fan
     where crowd.nickname = 'crowd300@crowd.example' and fan.id = r.follower_id and fan.nickname like 'fan%'`,
  );
  const action = await act(deactivateAllFromInstance, crowd);

  await client.query(`update users set is_active = false where nickname = 'crowd300@crowd.example'`);
  const { outcome } = await finish(action);

  expect(outcome).toMatchObject({ accounts: 299, followers_unsubscribed: 299 });
});

test('an account that is activated in Akkoma while its followers are removed is named as left out', async () => {
  const { client, act, finish } = await scene();
  await writeFollowers(client, 900);
  const action = await act(deactivate, { nickname: 'lain', keep_followers: false });

  await client.query(`update users set is_active = true where nickname = 'lain'`);

  expect((await finish(action)).outcome).toMatchObject({ left_out: 1 });
});

test('an action in batches cannot be kept before its last batch', async () => {
  const { client, act } = await scene();
  await writeCrowd(client, 600);
  const action = await act(deactivateAllFromInstance, { ...crowd, for: '1m' });

  await expect(act(keep, { action })).rejects.toMatchObject({
    message: expect.stringMatching(/still running/),
  });
});

test('a request to undo that nobody has decided keeps no account shut beyond its time', async () => {
  const { client, act, propose, follow, reverse } = await scene();
  await writeCrowd(client, 600);
  const action = await act(deactivateAllFromInstance, { ...crowd, for: '1m' });
  await propose({ ...request, operation: undo, args: { action } });
  await isOver(client, action);

  await follow({ action });
  await reverse({ action });

  expect(await countOf(client, isActive)).toBe(600);
});

test('an action whose time ends before it continues does no further batch', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 600);
  const action = await act(deactivateAllFromInstance, { ...crowd, for: '1m' });
  const before = await countOf(client, isActive);
  await act(lock, {});
  await isOver(client, action);
  await act(unlock, {});

  await finish(action);

  expect(await countOf(client, isActive)).toBe(before);
  const { rowCount } = await client.query(`select from steward_jobs.job where name = 'reverse'`);
  expect(rowCount).toBe(1);
});

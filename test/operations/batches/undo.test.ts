import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { lock } from '../../../src/operations/steward/lock.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { undoAll } from '../../../src/operations/undo/undo-all.ts';
import { countOf, miscounted, writeCrowd, writeFollowers } from '../../support/crowd.ts';
import { tester } from '../../support/perform.ts';
import { changesBetween, type Snapshot, snapshot } from '../../support/snapshot.ts';
import { scene } from './scene.ts';

const crowd = { instance: 'crowd.example', include_subdomains: false, keep_followers: false };

/** The changed rows and columns, except for timestamps. */
function differences(before: Snapshot, after: Snapshot) {
  const { users, ...others } = changesBetween(before, after);
  const columns = new Set(users?.updated?.flatMap(({ set: changed }) => Object.keys(changed)));
  columns.delete('updated_at');
  return { others, columns: [...columns] };
}

const isBack = { others: {}, columns: [] };

async function partsLeft(client: Client): Promise<number> {
  const { rows } = await client.query(
    'select count(distinct part)::integer as left from steward.pending_undos',
  );
  return rows[0].left;
}

test('an action in batches is undone in parts, and reported as one undo', async () => {
  const { client, act, finish, endingOf } = await scene();
  await writeCrowd(client, 800);
  const before = await snapshot(client);
  const action = await act(deactivateAllFromInstance, crowd);
  await finish(action);

  const undoing = await act(undo, { action });
  expect(await endingOf(undoing)).toMatchObject({ state: 'following' });
  expect(await endingOf(action)).toMatchObject({ state: 'undone' });
  expect(await countOf(client, `not is_active and nickname like '%@crowd.example'`)).toBeGreaterThan(100);
  expect(await miscounted(client)).toEqual([]);
  expect(await finish(undoing)).toMatchObject({
    state: 'done',
    outcome: { restored: { accounts: 800, follows: 801 }, skipped: 0, samples: [] },
    progress: null,
  });

  expect(differences(before, await snapshot(client))).toEqual(isBack);
  const { rows } = await client.query('select event, action_id::integer from steward.audit_log order by id');
  expect(rows).toEqual([
    { event: 'action.begun', action_id: action },
    { event: 'action.done', action_id: action },
    { event: 'action.undone', action_id: action },
    { event: 'action.begun', action_id: undoing },
    { event: 'action.done', action_id: undoing },
  ]);
});

test('followers are restored in parts, after the account itself', async () => {
  const { client, act, finish } = await scene();
  await writeFollowers(client, 700);
  const before = await snapshot(client);
  const action = await act(deactivate, { nickname: 'lain', keep_followers: false });
  await finish(action);

  const undoing = await act(undo, { action });
  expect(await partsLeft(client)).toBeGreaterThan(0);
  await finish(undoing);

  expect(differences(before, await snapshot(client))).toEqual(isBack);
  expect(await miscounted(client)).toEqual([]);
});

test('a change by Akkoma between two parts remains', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 800);
  const action = await act(deactivateAllFromInstance, crowd);
  await finish(action);
  const undoing = await act(undo, { action });

  await client.query(`update users set is_active = true where nickname = 'crowd800@crowd.example'`);
  await client.query(`update users set is_active = false where nickname = 'crowd1@crowd.example'`);
  const { outcome } = await finish(undoing);

  expect(outcome).toMatchObject({ restored: { accounts: 799 }, skipped: 0 });
  expect(await countOf(client, `is_active and nickname like '%@crowd.example'`)).toBe(799);
  await expect(act(undo, { action })).rejects.toMatchObject({
    message: expect.stringMatching(/was already undone/),
  });
});

test('an account that is still to be restored is not decided about until then', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 800);
  await finish(await act(deactivateAllFromInstance, crowd));
  const undoing = await act(undo, { action: 1 });
  const last = { nickname: 'crowd800@crowd.example' };

  for (const deciding of [
    () => act(activate, last),
    () => act(deactivate, { ...last, keep_followers: true }),
    () => act(deactivateAllFromInstance, crowd),
  ]) {
    await expect(deciding()).rejects.toMatchObject({
      name: 'AccountBusy',
      message: expect.stringContaining(`Action ${undoing} is still running on the same accounts`),
    });
  }
  await act(deactivate, { nickname: 'crowd2@crowd.example', keep_followers: true });
  await finish(undoing);

  expect(await countOf(client, `not is_active and nickname like '%@crowd.example'`)).toBe(1);
});

test('all actions of one person are undone in parts, to the state before the first of them', async () => {
  const { client, act, finish } = await scene();
  await writeCrowd(client, 600);
  await writeFollowers(client, 700);
  const before = await snapshot(client);
  const crowd7 = { nickname: 'crowd7@crowd.example' };
  await act(tag, { nickname: 'lain', tags: ['one'] });
  await finish(await act(deactivateAllFromInstance, crowd));
  await act(activate, crowd7);
  await finish(await act(deactivate, { nickname: 'lain', keep_followers: false }));
  await act(tag, { nickname: 'lain', tags: ['two'] });
  await act(deactivate, { ...crowd7, keep_followers: true });

  const undoing = await act(undoAll, { by: tester.id, since: '2020-01-01T00:00:00Z' });
  expect(await partsLeft(client)).toBeGreaterThan(1);
  const { outcome } = await finish(undoing);

  expect(outcome).toMatchObject({ skipped: 0 });
  expect(differences(before, await snapshot(client))).toEqual(isBack);
});

test('a lock stops an undo between two parts', async () => {
  const { client, act, follow, finish } = await scene();
  await writeCrowd(client, 800);
  const action = await act(deactivateAllFromInstance, crowd);
  await finish(action);
  const undoing = await act(undo, { action });
  const left = await partsLeft(client);

  await act(lock, {});
  await follow({ action: undoing });

  expect(left).toBeGreaterThan(0);
  expect(await partsLeft(client)).toBe(left);
});

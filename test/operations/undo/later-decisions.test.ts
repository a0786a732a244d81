import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { confirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { rm } from '../../../src/operations/instance/rm.ts';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import {
  activateAllFromInstance,
  deactivateAllFromInstance,
} from '../../../src/operations/instance/set-activation-of-instance.ts';
import { tag, untag } from '../../../src/operations/instance/tags.ts';
import { lock, unlock } from '../../../src/operations/steward/lock.ts';
import { pristineDatabase } from '../../support/database.ts';
import { another } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { writeMuch } from '../retraction/crowd.ts';
import { differencesSince, doing } from './doing.ts';

const [bea, cyd] = [another('bea'), another('cyd')];
const friendly = { instance: 'friendly.example', include_subdomains: false, keep_followers: false };
const [friend1, friend2] = ['friend1@friendly.example', 'friend2@friendly.example'];

async function scene() {
  const { url, client } = await pristineDatabase();
  const ways = doing(url);
  return {
    client,
    ...ways,
    /** Ends the time of an action, and runs its reversal. */
    async comesDue(action: number) {
      await client.query('update steward.actions set reverses_at = now() where id = $1', [action]);
      await ways.reverse({ action });
    },
    /** Runs the reversals that an undo has enqueued. */
    async reversesReleased() {
      const { rows } = await client.query<{ id: string; data: { action: number; released: number } }>(
        `select id, data from steward_jobs.job where name = 'reverse' and data ? 'released' and state = 'created'`,
      );
      for (const { data } of rows) await ways.reverse(data);
      return rows.length;
    },
    stateOf: async (action: number): Promise<string> =>
      (await client.query('select state from steward.actions where id = $1', [action])).rows[0]?.state,
    eventsOf: async (action: number): Promise<string[]> =>
      (
        await client.query<{ event: string }>(
          'select event from steward.audit_log where action_id = $1 order by id',
          [action],
        )
      ).rows.map(({ event }) => event),
  };
}

const isActive = async (client: Client, nickname: string): Promise<boolean> =>
  (await client.query('select is_active from users where nickname = $1', [nickname])).rows[0]?.is_active;

const tagsOf = async (client: Client, nickname: string): Promise<string[]> =>
  (await client.query('select tags from users where nickname = $1', [nickname])).rows[0]?.tags;

const lain = { nickname: 'lain', keep_followers: false };

test('an account that another person deactivated permanently stays so when an earlier deactivation ends', async () => {
  const { client, does, comesDue, stateOf, eventsOf } = await scene();
  const first = await does(deactivate, { ...lain, for: '7d' });
  await does(activate, { nickname: 'lain' }, bea);
  await does(deactivate, lain, cyd);
  const before = await snapshot(client);

  await comesDue(first);
  await comesDue(first);

  expect(await isActive(client, 'lain')).toBe(false);
  expect(await differencesSince(client, before)).toEqual({});
  expect(await stateOf(first)).toBe('done');
  expect(await eventsOf(first)).toEqual(['action.done', 'action.superseded']);
});

test('an undo of the earlier deactivation names the action that decided since', async () => {
  const { client, does, undoes } = await scene();
  const first = await does(deactivate, lain);
  const second = await does(activate, { nickname: 'lain' }, bea);
  await does(deactivate, lain, cyd);
  const before = await snapshot(client);

  await expect(undoes(first)).rejects.toThrow(`lain was changed since, by action ${second}`);

  expect(await differencesSince(client, before)).toEqual({});
});

test('a tag that others removed and set again remains when its first setting is undone', async () => {
  const { client, does, undoes } = await scene();
  const first = await does(tag, { nickname: 'lain', tags: ['x'] });
  const second = await does(untag, { nickname: 'lain', tags: ['x'] }, bea);
  await does(tag, { nickname: 'lain', tags: ['x'] }, cyd);

  await expect(undoes(first)).rejects.toThrow(`lain was changed since, by action ${second}`);

  expect(await tagsOf(client, 'lain')).toContain('x');
});

test('an undo of several actions of one person leaves another person’s decision in between in effect', async () => {
  const { client, does, undoesAll } = await scene();
  const ada = another('ada');
  await does(deactivate, lain, ada);
  await does(activate, { nickname: 'lain' }, bea);
  await does(deactivate, lain, ada);
  await does(tag, { nickname: 'kim', tags: ['x'] }, ada);

  const outcome = await undoesAll(ada.id);

  expect(outcome).toMatchObject({ actions: [4, 3, 1], skipped: 0 });
  expect(await isActive(client, 'lain')).toBe(true);
  expect(await tagsOf(client, 'kim')).not.toContain('x');
});

test('an undone action is no later decision: all can be undone, starting with the last', async () => {
  const { client, does, undoes } = await scene();
  const before = await snapshot(client);
  const actions = [
    await does(deactivate, lain),
    await does(activate, { nickname: 'lain' }, bea),
    await does(deactivate, lain, cyd),
  ];

  for (const action of actions.toReversed()) expect(await undoes(action)).toMatchObject({ skipped: 0 });

  expect(await differencesSince(client, before)).toEqual({});
});

test('of an instance, an account that another person has decided about since is left alone, with its follows', async () => {
  const { client, does, comesDue, stateOf } = await scene();
  const before = await snapshot(client);
  const first = await does(deactivateAllFromInstance, { ...friendly, for: '1d' });
  await does(activate, { nickname: friend1 }, bea);
  await does(deactivate, { nickname: friend1, keep_followers: false }, bea);

  await comesDue(first);

  expect(await stateOf(first)).toBe('undone');
  expect(await isActive(client, friend1)).toBe(false);
  expect(await isActive(client, friend2)).toBe(true);
  const { users, following_relationships: follows } = await differencesSince(client, before);
  const changed = (users?.updated ?? [])
    .filter(({ set }) => 'is_active' in set)
    .map(({ key }) => key.nickname);
  expect(changed).toEqual([friend1]);
  const { rows } = await client.query<{ id: string }>('select id from users where nickname = $1', [friend1]);
  const ended = follows?.deleted ?? [];
  expect(ended.length).toBeGreaterThan(0);
  for (const { follower_id, following_id } of ended) {
    expect([follower_id, following_id]).toContain(rows[0]?.id);
  }
});

test('a reverse action takes over: an account that was activated in the meantime is left alone when the time ends', async () => {
  const { client, does, comesDue, eventsOf, undoes } = await scene();
  const before = await snapshot(client);
  const first = await does(deactivate, { ...lain, for: '7d' });
  await does(activate, { nickname: 'lain' }, bea);
  const then = await snapshot(client);

  await comesDue(first);
  expect(await differencesSince(client, then)).toEqual({});
  expect(await eventsOf(first)).toEqual(['action.done', 'action.superseded']);

  // A requested undo restores the follows.
  expect(await undoes(first)).toMatchObject({ skipped: 0 });
  expect(await differencesSince(client, before)).toEqual({});
});

test('an undo of the action that took over, after the time has ended, leaves the account as it would have been', async () => {
  const { client, does, comesDue, undoes, reversesReleased, stateOf } = await scene();
  const before = await snapshot(client);
  const first = await does(deactivate, { ...lain, for: '7d' });
  const second = await does(activate, { nickname: 'lain' }, bea);
  await comesDue(first);

  await undoes(second);
  expect(await isActive(client, 'lain')).toBe(false);
  expect(await reversesReleased()).toBe(1);

  expect(await stateOf(first)).toBe('undone');
  expect(await differencesSince(client, before)).toEqual({});
});

test('an undo of it before the time has ended leaves the time in effect', async () => {
  const { client, does, comesDue, undoes, reversesReleased } = await scene();
  const before = await snapshot(client);
  const first = await does(deactivate, { ...lain, for: '7d' });
  await undoes(await does(activate, { nickname: 'lain' }, bea));
  expect(await reversesReleased()).toBe(0);
  expect(await isActive(client, 'lain')).toBe(false);

  await comesDue(first);

  expect(await differencesSince(client, before)).toEqual({});
});

test('accounts that an instance’s deactivation did not deactivate are no part of its reversal', async () => {
  const { client, does, comesDue } = await scene();
  await does(deactivate, { nickname: friend1, keep_followers: false });
  const first = await does(deactivateAllFromInstance, { ...friendly, for: '1d' }, bea);

  await comesDue(first);

  expect(await isActive(client, friend1)).toBe(false);
  expect(await isActive(client, friend2)).toBe(true);
});

test('all accounts of an instance that were activated in the meantime stay as they are', async () => {
  const { client, does, comesDue, eventsOf } = await scene();
  const first = await does(deactivateAllFromInstance, { ...friendly, for: '1d' });
  await does(activateAllFromInstance, { instance: 'friendly.example', include_subdomains: false }, bea);
  const then = await snapshot(client);

  await comesDue(first);

  expect(await differencesSince(client, then)).toEqual({});
  expect(await eventsOf(first)).toContain('action.superseded');
});

test('a later action on other columns of the same accounts does not prevent an undo', async () => {
  const { client, does, undoes } = await scene();
  const first = await does(deactivate, lain);
  await does(tag, { nickname: 'lain', tags: ['x'] }, bea);
  await does(confirmAll, {}, bea).catch(() => undefined);

  expect(await undoes(first)).toMatchObject({ skipped: 0 });

  expect(await isActive(client, 'lain')).toBe(true);
  expect(await tagsOf(client, 'lain')).toContain('x');
});

test('a permanent deactivation makes a time-limited one permanent', async () => {
  const { client, does, comesDue, stateOf } = await scene();
  const first = await does(deactivateAllFromInstance, { ...friendly, for: '1d' });
  await does(deactivate, { nickname: friend1, keep_followers: false }, bea);

  await comesDue(first);

  expect(await stateOf(first)).toBe('undone');
  expect(await isActive(client, friend1)).toBe(false);
  expect(await isActive(client, friend2)).toBe(true);
});

test('a deactivation for a longer time extends a shorter one, and ends it', async () => {
  const { client, does, comesDue, reversesReleased } = await scene();
  const before = await snapshot(client);
  const first = await does(deactivateAllFromInstance, { ...friendly, for: '1d' });
  const second = await does(deactivate, { nickname: friend1, keep_followers: false, for: '7d' }, bea);

  await comesDue(first);
  expect(await isActive(client, friend1)).toBe(false);
  await comesDue(second);
  await reversesReleased();

  expect(await differencesSince(client, before)).toEqual({});
});

test('an undo of it during the shorter time leaves the account to that', async () => {
  const { client, does, undoes, comesDue, reversesReleased } = await scene();
  const before = await snapshot(client);
  const first = await does(deactivate, { ...lain, for: '1d' });
  const second = await does(deactivate, lain, bea);
  const then = await snapshot(client);

  expect(await undoes(second)).toMatchObject({ restored: { released: 1 }, skipped: 0 });
  expect(await reversesReleased()).toBe(0);
  expect(await differencesSince(client, then)).toEqual({});

  await comesDue(first);
  expect(await differencesSince(client, before)).toEqual({});
});

test('an undo of it after the shorter time activates the account, however the shorter time has ended', async () => {
  const { client, does, undoes, comesDue, reversesReleased } = await scene();
  const before = await snapshot(client);
  for (const end of [comesDue, undoes]) {
    const first = await does(deactivateAllFromInstance, { ...friendly, for: '1d' });
    const second = await does(deactivate, { nickname: friend1, keep_followers: false }, bea);
    await end(first);
    expect(await isActive(client, friend1)).toBe(false);

    await undoes(second);
    expect(await reversesReleased()).toBe(1);

    expect(await differencesSince(client, before)).toEqual({});
    await client.query(`delete from steward_jobs.job where name = 'reverse'`);
  }
});

test('the reversal for a released account changes no other account of the same action', async () => {
  const { client, does, undoes, comesDue, reversesReleased } = await scene();
  const first = await does(deactivateAllFromInstance, { ...friendly, for: '1d' });
  const second = await does(deactivate, { nickname: friend1, keep_followers: false }, bea);
  // Akkoma's staff activate the account, so that the reversal finds it as it was.
  await client.query('update users set is_active = true where nickname = $1', [friend2]);
  await comesDue(first);
  await client.query('update users set is_active = false where nickname = $1', [friend2]);

  await undoes(second);
  await reversesReleased();

  expect(await isActive(client, friend1)).toBe(true);
  expect(await isActive(client, friend2)).toBe(false);
});

test('a deactivation of an instance includes the accounts that are deactivated for a shorter time', async () => {
  const { client, does, undoes, comesDue, reversesReleased } = await scene();
  const before = await snapshot(client);
  const first = await does(deactivate, { nickname: friend1, keep_followers: false, for: '1d' });
  const second = await does(deactivateAllFromInstance, friendly, bea);

  await comesDue(first);
  expect(await isActive(client, friend1)).toBe(false);
  await undoes(second);
  await reversesReleased();

  expect(await differencesSince(client, before)).toEqual({});
});

test.for(['12h', '1d'])(
  'a deactivation for %s on top of one for a day is refused, and the answer says until when that lasts',
  async (time) => {
    const { client, does } = await scene();
    await does(deactivate, { ...lain, for: '1d' });
    // The later deactivation would end a moment later.
    await client.query(`update steward.actions set reverses_at = reverses_at + interval '1 minute'`);

    await expect(does(deactivate, { ...lain, for: time }, bea)).rejects.toThrow(
      /^lain is already deactivated by action 1, which reverts automatically .+\.$/,
    );
  },
);

test('followers that a time-limited deactivation kept are removed by a permanent one, and restored by its undo', async () => {
  const { client, does, undoes } = await scene();
  await does(deactivate, { ...lain, for: '1d', keep_followers: true });
  const then = await snapshot(client);
  const second = await does(deactivate, lain, bea);
  expect(Object.keys(await differencesSince(client, then))).toContain('following_relationships');

  await undoes(second);

  expect(await differencesSince(client, then)).toEqual({});
});

test('an undo that skipped an account because of another decision takes effect when that decision is undone, too', async () => {
  const { client, does, undoes, undoesAll, reversesReleased, stateOf } = await scene();
  await does(deactivateAllFromInstance, friendly, cyd);
  const rescue = await does(activate, { nickname: friend1 }, bea);
  await undoesAll(cyd.id);

  await undoes(rescue);
  expect(await reversesReleased()).toBe(1);

  expect(await isActive(client, friend1)).toBe(true);
  expect(await stateOf(rescue)).toBe('undone');
});

test('a reversal that skipped an account because of another decision is not lost where Steward is locked when that is undone', async () => {
  const { client, does, undoes, comesDue, reversesReleased } = await scene();
  const timed = await does(deactivateAllFromInstance, { ...friendly, for: '7d' });
  const rescue = await does(activate, { nickname: friend1 }, bea);
  await comesDue(timed);
  await undoes(rescue);
  await does(lock, {}, bea);

  await expect(reversesReleased()).rejects.toMatchObject({ name: 'Locked' });
  await does(unlock, {}, bea);
  await reversesReleased();

  expect(await isActive(client, friend1)).toBe(true);
});

test('of two concurrent undos that each release an account to the same action, neither is lost', async () => {
  const { client, does, undoes, comesDue, reversesReleased } = await scene();
  const timed = await does(deactivateAllFromInstance, { ...friendly, for: '7d' });
  const rescues = [
    await does(activate, { nickname: friend1 }, bea),
    await does(activate, { nickname: friend2 }, cyd),
  ];
  await comesDue(timed);
  // Holds the row as another undo does that has released an account to the action, and is not committed yet.
  await client.query('begin');
  await client.query('select from steward.actions where id = $1 for update', [timed]);
  for (const rescue of rescues) await undoes(rescue);
  await client.query('commit');

  expect(await reversesReleased()).toBe(2);

  expect([await isActive(client, friend1), await isActive(client, friend2)]).toEqual([true, true]);
});

test('an account that is being removed in batches is activated by no undo', async () => {
  const { client, does, undoes, comesDue, follow } = await scene();
  await writeMuch(client, 300);
  const timed = await does(deactivate, { ...lain, for: '7d' });
  const removal = await does(rm, { nickname: 'lain', posts_first: true }, bea);

  const [stillAtWork, isOpen] = [{ name: 'AccountBusy' }, () => isActive(client, 'lain')];
  await expect(does(activate, { nickname: 'lain' })).rejects.toMatchObject(stillAtWork);
  await expect(undoes(timed)).rejects.toMatchObject(stillAtWork);
  await expect(comesDue(timed)).rejects.toMatchObject(stillAtWork);
  expect(await isOpen()).toBe(false);
  await follow({ action: removal });
  await comesDue(timed);

  expect(await isOpen()).toBe(false);
  expect((await client.query('select from steward.pending_accounts')).rowCount).toBe(0);
});

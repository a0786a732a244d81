import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { User } from '../../entities/akkoma/index.ts';
import { defineOperation } from '../../src/operations/index.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

const plan = { target: 'lain', counts: {}, samples: [], warnings: [], facts: {} };

/** Writes by SQL and by an entity, and then fails. */
const failing = defineOperation({
  name: 'test.failing',
  tier: 'routine',
  writes: {},
  undo: 'recorded',
  plan: async () => plan,
  async apply({ em, journal, now }) {
    await journal.update('users', ['is_locked'], sql`select id, true as is_locked from users`, now);
    const user = await em.findOneOrFail(User, { nickname: 'lain' });
    user.name = 'half done';
    throw new TypeError('a fault of ours, with the secret hunter2 in it');
  },
});

test('an operation that fails in the middle leaves no trace but the failed action', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const before = await snapshot(client);

  await expect(perform({ ...request, operation: failing, args: {} })).rejects.toThrow(TypeError);

  expect(changesBetween(before, await snapshot(client))).toEqual({});
  const failure = 'Something went wrong in Steward (TypeError).';
  const { rows: actions } = await client.query('select operation, state, failure from steward.actions');
  expect(actions).toEqual([{ operation: 'test.failing', state: 'failed', failure }]);
  const { rows: entries } = await client.query('select event, detail from steward.audit_log');
  expect(entries).toEqual([{ event: 'action.failed', detail: { failure } }]);
  expect((await client.query('select from steward.changes')).rowCount).toBe(0);
});

test('an interaction is acted on once, however many processes receive it at the same time', async () => {
  const { url, client } = await pristineDatabase();
  const processes = Array.from({ length: 5 }, () => performOn(url));
  const args = { nickname: 'lain', keep_followers: false };

  const outcomes = await Promise.allSettled(
    processes.map(({ perform }) => perform({ ...request, interactionId: '42', operation: deactivate, args })),
  );

  expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
    'fulfilled',
    ...Array<string>(4).fill('rejected'),
  ]);
  expect((await client.query('select from steward.actions')).rowCount).toBe(1);
});

test('of two staff who act on the same account at the same time, one succeeds and the other gets an error', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const args = { nickname: 'lain', keep_followers: false };

  const outcomes = await Promise.allSettled([
    perform({ ...request, operation: deactivate, args }),
    perform({ ...request, operation: deactivate, args }),
  ]);

  const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refusals).toHaveLength(1);
  expect(String(refusals[0]?.reason)).toMatch(/already deactivated|changed by someone else/);
  const { rows } = await client.query('select state from steward.actions');
  expect(rows).toEqual([{ state: 'done' }]);
});

test('changes by the unit of work are recorded as they are stored, and nothing else is', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const renaming = defineOperation({
    name: 'test.renaming',
    tier: 'routine',
    writes: {},
    undo: 'recorded',
    plan: async () => plan,
    async apply({ em }) {
      const user = await em.findOneOrFail(User, { nickname: 'heidi' });
      user.tags = ['x'];
      return {};
    },
  });

  await perform({ ...request, operation: renaming, args: {} });

  const { rows } = await client.query('select table_name, before, after from steward.changes');
  expect(rows).toEqual([
    {
      table_name: 'users',
      before: { tags: ['beta', 'mrf_tag:media-force-nsfw'], updated_at: '2026-10-24T02:47:04' },
      after: { tags: ['x'], updated_at: expect.any(String) },
    },
  ]);
});

test('the last active admin of the instance cannot be deactivated, not even by two staff at the same time', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const shutOut = (nickname: string) =>
    perform({ ...request, operation: deactivate, args: { nickname, keep_followers: false } });

  await Promise.allSettled([shutOut('ada'), shutOut('ivan')]);

  const { rows } = await client.query('select nickname from users where is_admin and is_active and local');
  expect(rows).toHaveLength(1);
  await expect(shutOut(rows[0].nickname)).rejects.toThrow(/only active admin/);
});

import { expect, test } from 'vitest';
import { AlreadyClaimed } from '../../src/actions/index.ts';
import { Conflict, Stale } from '../../src/errors.ts';
import { deactivate } from '../../src/operations/index.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

const args = { nickname: 'lain', keep_followers: false };
const request = {
  operation: deactivate,
  args,
  reason: null,
  caller: tester,
  interactionId: '1',
  secret: null,
};

test('what can no longer be done when it is agreed to has ended, and is told as that, with the cause', async () => {
  const { url, client } = await pristineDatabase();
  const { perform, propose, findPending, resume } = performOn(url);
  const { actionId } = await propose(request);
  await perform({ ...request, interactionId: '2' });

  const pending = await findPending('3')(actionId, tester);
  const agreed = resume(pending, { ...request, interactionId: '3' });

  await expect(agreed).rejects.toThrow(Stale);
  await expect(agreed).rejects.toThrow(
    `already deactivated; there is nothing to do. Nothing was done, and action ${actionId} has ended.`,
  );
  const { rows } = await client.query('select state, args, failure from steward.actions where id = $1', [
    actionId,
  ]);
  expect(rows).toEqual([{ state: 'stale', args: {}, failure: 'Stale' }]);
  const { rows: entries } = await client.query('select event from steward.audit_log order by id');
  expect(entries.map(({ event }) => event)).toEqual(['action.proposed', 'action.done', 'action.stale']);
});

test('of two replicas that receive a press, the second has nothing to say, however far the first has come', async () => {
  const { url } = await pristineDatabase();
  const first = performOn(url);
  const second = performOn(url);
  const { actionId } = await first.propose(request);

  const pending = await first.findPending('2')(actionId, tester);
  await expect(second.findPending('2')(actionId, tester)).rejects.toThrow(AlreadyClaimed);
  await first.resume(pending, { ...request, interactionId: '2' });
  await expect(second.findPending('2')(actionId, tester)).rejects.toThrow(AlreadyClaimed);

  await expect(second.findPending('3')(actionId, tester)).rejects.toThrow(Conflict);
  await expect(first.findPending('3')(actionId, tester)).rejects.toThrow(AlreadyClaimed);
});

test('an action that is agreed to twice at once is done once, and its end is written down once', async () => {
  const { url, client } = await pristineDatabase();
  const { propose, findPending, resume } = performOn(url);
  const { actionId } = await propose(request);
  const pending = [await findPending('2')(actionId, tester), await findPending('3')(actionId, tester)];

  const outcomes = await Promise.allSettled(pending.map((found) => resume(found, request)));

  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const { rows } = await client.query('select event from steward.audit_log order by id');
  expect(rows.map(({ event }) => event)).toEqual(['action.proposed', 'action.done']);
});

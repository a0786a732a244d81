import { expect, test } from 'vitest';
import { AlreadyClaimed } from '../../src/actions/index.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { Conflict, Stale } from '../../src/text/errors.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, pressOf, tester } from '../support/perform.ts';

const args = { nickname: 'lain', keep_followers: false };
const request = {
  operation: deactivate,
  args,
  reason: null,
  caller: tester,
  interactionId: '1',
  secret: null,
};

test('a confirmation of an action that is no longer possible ends it as stale, with the cause', async () => {
  const { url, client } = await pristineDatabase();
  const { perform, propose, confirm } = performOn(url);
  const { actionId } = await propose(request);
  await perform({ ...request, interactionId: '2' });

  const agreed = confirm(pressOf(actionId, '3'), null);

  await expect(agreed).rejects.toThrow(Stale);
  await expect(agreed).rejects.toThrow(
    new RegExp(`^Action ${actionId} cannot run any more: .*already deactivated.* Nothing was changed\\.$`),
  );
  const { rows } = await client.query('select state, failure from steward.actions where id = $1', [actionId]);
  expect(rows).toEqual([{ state: 'stale', failure: expect.stringContaining('already deactivated') }]);
  const { rows: entries } = await client.query('select event from steward.audit_log order by id');
  expect(entries.map(({ event }) => event)).toEqual(['action.proposed', 'action.done', 'action.stale']);
});

test('of two replicas that receive the same button press, the second does nothing, however far the first has come', async () => {
  const { url } = await pristineDatabase();
  const first = performOn(url);
  const second = performOn(url);
  const { actionId } = await first.propose(request);

  const both = await Promise.allSettled([
    first.confirm(pressOf(actionId, '2'), null),
    second.confirm(pressOf(actionId, '2'), null),
  ]);

  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: expect.any(AlreadyClaimed),
  });
  await expect(second.confirm(pressOf(actionId, '2'), null)).rejects.toThrow(AlreadyClaimed);
  await expect(second.confirm(pressOf(actionId, '3'), null)).rejects.toThrow(Conflict);
  await expect(first.confirm(pressOf(actionId, '3'), null)).rejects.toThrow(AlreadyClaimed);
});

test('an action that is confirmed twice at the same time runs once, and its end is recorded once', async () => {
  const { url, client } = await pristineDatabase();
  const { propose, confirm } = performOn(url);
  const { actionId } = await propose(request);

  const outcomes = await Promise.allSettled(['2', '3'].map((id) => confirm(pressOf(actionId, id), null)));

  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const { rows } = await client.query('select event from steward.audit_log order by id');
  expect(rows.map(({ event }) => event)).toEqual(['action.proposed', 'action.done']);
});

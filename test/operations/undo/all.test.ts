import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { unconfirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import { signOut } from '../../../src/operations/instance/sign-out.ts';
import { tag, untag } from '../../../src/operations/instance/tags.ts';
import { undoAll } from '../../../src/operations/undo/undo-all.ts';
import { plain } from '../../../src/text/text.ts';
import { pristineDatabase } from '../../support/database.ts';
import { another, tester } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { differencesSince, doing } from './doing.ts';

const thief = another('thief');

const stateIn =
  (client: Client) =>
  async (action: number): Promise<string> =>
    (await client.query('select state from steward.actions where id = $1', [action])).rows[0]?.state;

test('all actions of one person are undone as one action, and actions of others in between remain', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoesAll } = doing(url);
  await does(tag, { nickname: 'lain', tags: ['theirs'] });
  const before = await snapshot(client);
  const first = await does(deactivate, { nickname: 'lain', keep_followers: false }, thief);
  const theirs = await does(tag, { nickname: 'lain', tags: ['ours'] });
  const second = await does(set, { nickname: 'lain', locked: true }, thief);
  const third = await does(unconfirmAll, {}, thief);

  const outcome = await undoesAll(thief.id);

  expect(outcome).toMatchObject({
    actions: [third, second, first],
    target: '3 actions of thief',
    skipped: 0,
  });
  expect(await differencesSince(client, before)).toEqual({
    users: { updated: [{ key: { nickname: 'lain' }, set: { tags: [['theirs'], ['theirs', 'ours']] } }] },
  });
  const { rows } = await client.query(
    `select id::integer, state, undone_by is not null as undone from steward.actions where id <> 1 order by id`,
  );
  expect(rows).toEqual([
    { id: first, state: 'undone', undone: true },
    { id: theirs, state: 'done', undone: false },
    { id: second, state: 'undone', undone: true },
    { id: third, state: 'undone', undone: true },
    { id: third + 1, state: 'done', undone: false },
  ]);
});

test('of a row that another person has changed in between, what came after that is undone, and what came before is named', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes, undoesAll } = doing(url);
  const stateOf = stateIn(client);
  const before = await snapshot(client);
  const first = await does(tag, { nickname: 'lain', tags: ['one'] }, thief);
  const theirs = await does(tag, { nickname: 'lain', tags: ['two'] });
  const third = await does(tag, { nickname: 'lain', tags: ['three'] }, thief);
  const fourth = await does(tag, { nickname: 'bob', tags: ['four'] }, thief);

  const outcome = await undoesAll(thief.id);

  expect(outcome).toMatchObject({
    actions: [fourth, third],
    not_undone: [first],
    restored: { accounts: 2 },
    skipped: 1,
    samples: [`lain was changed since, by action ${theirs}`],
  });
  const { users } = await differencesSince(client, before);
  expect(users?.updated).toEqual([{ key: { nickname: 'lain' }, set: { tags: [[], ['one', 'two']] } }]);
  expect(await stateOf(first)).toBe('done');

  await undoes(theirs);
  await undoes(first);
  expect(await differencesSince(client, before)).toEqual({});
});

test('an action of which nothing can be restored stays done, and can be undone after the later ones', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes, undoesAll } = doing(url);
  const stateOf = stateIn(client);
  const before = await snapshot(client);
  const first = await does(tag, { nickname: 'lain', tags: ['one'] }, thief);
  const second = await does(tag, { nickname: 'bob', tags: ['two'] }, thief);
  const theirs = [
    await does(tag, { nickname: 'lain', tags: ['three'] }),
    await does(tag, { nickname: 'lain', tags: ['four'] }),
  ];

  expect(await undoesAll(thief.id)).toMatchObject({ actions: [second], not_undone: [first], skipped: 1 });

  expect([await stateOf(first), await stateOf(second)]).toEqual(['done', 'undone']);
  for (const action of [...theirs.toReversed(), first]) await undoes(action);
  expect(await differencesSince(client, before)).toEqual({});
});

test('a later action that another person has undone by hand leaves nothing to restore, and the action stays done', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes, undoesAll } = doing(url);
  const stateOf = stateIn(client);
  const before = await snapshot(client);
  const first = await does(tag, { nickname: 'lain', tags: ['one'] }, thief);
  await does(tag, { nickname: 'bob', tags: ['two'] }, thief);
  const theirs = await does(untag, { nickname: 'lain', tags: ['one'] });

  expect(await undoesAll(thief.id)).toMatchObject({ not_undone: [first], skipped: 0 });

  expect(await stateOf(first)).toBe('done');
  await undoes(theirs);
  await undoes(first);
  expect(await differencesSince(client, before)).toEqual({});
});

test('of several columns of a row, those that nobody else has changed are restored', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes, undoesAll } = doing(url);
  const before = await snapshot(client);
  const first = await does(tag, { nickname: 'lain', tags: ['one'] }, thief);
  const second = await does(set, { nickname: 'lain', locked: true }, thief);
  const theirs = await does(tag, { nickname: 'lain', tags: ['two'] });

  expect(await undoesAll(thief.id)).toMatchObject({ actions: [second], not_undone: [first], skipped: 1 });

  const { users } = await differencesSince(client, before);
  expect(users?.updated).toEqual([{ key: { nickname: 'lain' }, set: { tags: [[], ['one', 'two']] } }]);
  await undoes(theirs);
  await undoes(first);
  expect(await differencesSince(client, before)).toEqual({});
});

test('what Akkoma itself changed in between is kept as well', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoesAll } = doing(url);
  const stateOf = stateIn(client);
  const first = await does(tag, { nickname: 'lain', tags: ['one'] }, thief);
  await client.query(`update users set tags = '{admin}' where nickname = 'lain'`);
  const second = await does(tag, { nickname: 'lain', tags: ['two'] }, thief);

  expect(await undoesAll(thief.id)).toMatchObject({
    actions: [second],
    not_undone: [first],
    skipped: 1,
    samples: ['lain was changed since'],
  });

  expect(await stateOf(first)).toBe('done');
  const { rows } = await client.query(`select tags from users where nickname = 'lain'`);
  expect(rows).toEqual([{ tags: ['admin'] }]);
});

test('of follows of the same account that ended twice, the last one is restored', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoesAll } = doing(url);
  await does(deactivate, { nickname: 'lain', keep_followers: false }, thief);
  await does(activate, { nickname: 'lain' }, thief);
  const again = await client.query(`
    insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
    select f.id, l.id, 2, now(), now() from users f, users l where f.nickname = 'bob' and l.nickname = 'lain' returning id`);
  await does(deactivate, { nickname: 'lain', keep_followers: false }, thief);

  const outcome = await undoesAll(thief.id);

  expect(outcome.samples).toEqual(['bob already follows lain again']);
  const { rows } = await client.query(`
    select r.id from following_relationships r join users f on f.id = r.follower_id join users l on l.id = r.following_id
    where f.nickname = 'bob' and l.nickname = 'lain'`);
  expect(rows).toEqual(again.rows);
});

test('actions that cannot be undone are named in the plan; older actions and those of others are no part of it', async () => {
  const { url, client } = await pristineDatabase();
  const { does, perform } = doing(url);
  await does(tag, { nickname: 'kim', tags: ['old'] }, thief);
  await client.query(`update steward.actions set proposed_at = now() - interval '3 hours'`);
  const out = await does(signOut, { nickname: 'gina' }, thief);
  const tagged = await does(tag, { nickname: 'lain', tags: ['x'] }, thief);
  await does(tag, { nickname: 'bob', tags: ['x'] });

  const { plan, outcome } = await perform({
    operation: undoAll,
    args: { by: thief.id, since: new Date(Date.now() - 7_200_000).toISOString() },
    reason: null,
    caller: tester,
    interactionId: null,
    secret: null,
  });

  expect(outcome.actions).toEqual([tagged]);
  expect(plan).toMatchObject({ tier: 'destructive', size: 1, counts: { actions_undone: 1 } });
  expect(plan.warnings.map(plain).join()).toContain(
    `Cannot be undone: action ${out} (sign gina out of all apps)`,
  );
});

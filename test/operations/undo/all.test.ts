import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { createPreview } from '../../../src/actions/index.ts';
import { fingerprint } from '../../../src/operations/index.ts';
import { unconfirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { invite } from '../../../src/operations/instance/invite.ts';
import { newUser } from '../../../src/operations/instance/new-user.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { signOut } from '../../../src/operations/instance/sign-out.ts';
import { tag, untag } from '../../../src/operations/instance/tags.ts';
import { pauseStaff } from '../../../src/operations/steward/staff-pauses.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { undoAll } from '../../../src/operations/undo/undo-all.ts';
import { Conflict, NotFound, Refused, Stale } from '../../../src/text/errors.ts';
import { plain } from '../../../src/text/text.ts';
import { pristineDatabase } from '../../support/database.ts';
import { another, tester } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { statementsDuring } from '../../support/statements.ts';
import { someoneWaits } from '../../support/waiting.ts';
import { gather } from './crowd.ts';
import { differencesSince, doing, letJobsBegin, request } from './doing.ts';

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

test('approvers can read which accounts are restored, in the order of their ids', async () => {
  const { url, client } = await pristineDatabase();
  const { does, dependencies, database } = doing(url);
  const action = await does(unconfirmAll, {});
  const { rows } = await client.query(
    `select u.nickname from steward.changes c join users u on u.id = (c.key ->> 'id')::uuid
     where c.table_name = 'users' order by u.id`,
  );
  await client.query(`update users set is_confirmed = true where nickname = $1`, [rows[0].nickname]);

  const named = await undo.targets?.({ ...dependencies, em: database.em.fork() }, { action });

  expect(rows.length).toBeGreaterThan(2);
  expect(named).toEqual(rows.slice(1).map(({ nickname }) => nickname));
});

test('an action is undone once, however many ask for it at the same moment', async () => {
  const { url, client } = await pristineDatabase();
  const [one, two] = [doing(url), doing(url)];
  const before = await snapshot(client);
  const action = await one.does(deactivate, { nickname: 'lain', keep_followers: false });

  const ends = await Promise.allSettled([one.undoes(action), two.undoes(action), one.undoesAll(tester.id)]);

  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const end of ends) {
    if (end.status === 'rejected') {
      expect(
        [Stale, Conflict].some((kind) => end.reason instanceof kind),
        String(end.reason),
      ).toBe(true);
    }
  }
  expect(await differencesSince(client, before)).toEqual({});
});

test('an action that is unknown, not done, undone or not undoable is refused, each with its reason', async () => {
  const { url, client } = await pristineDatabase('3.19');
  const { does, undoes } = doing(url);
  const made = await does(newUser, {
    nickname: 'newcomer',
    email: 'newcomer@mail.example',
    name: undefined,
    bio: '',
    admin: false,
    moderator: false,
    choose_password: false,
  });
  const invited = await does(invite, {});
  await undoes(invited);
  const paused = await does(pauseStaff, { person: '1091882674160291871', for: '1h' });
  const failed = await does(tag, { nickname: 'lain', tags: ['x'] });
  await client.query(`update steward.actions set state = 'failed' where id = $1`, [failed]);

  await expect(undoes(999)).rejects.toThrow(NotFound);
  await expect(undoes(made)).rejects.toThrow(Refused);
  await expect(undoes(invited)).rejects.toThrow(/was already undone by action \d+/);
  await expect(undoes(invited + 1)).rejects.toThrow(
    `Action ${invited + 1} (undo action ${invited}: create an invite) cannot be undone. Run the original command again.`,
  );
  await expect(undoes(paused)).rejects.toThrow(
    `Action ${paused} (pause 1091882674160291871) cannot be undone. Use "staff resume" instead.`,
  );
  await expect(undoes(failed)).rejects.toThrow(/^Action \d+ failed\. Nothing was changed\.$/);
});

test('an undo that would leave no active admin is refused', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const promoted = await does(set, { nickname: 'lain', admin: true });
  const { rows } = await client.query(`
    update users set is_admin = false where is_admin and nickname <> 'lain' returning nickname`);
  expect(rows).not.toEqual([]);

  await expect(undoes(promoted)).rejects.toThrow(/without an active admin/);
});

test('an undo is refused where its target has become the last active admin since it was planned', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoesAll } = doing(url);
  const promoted = await does(set, { nickname: 'lain', admin: true }, thief);
  await does(tag, { nickname: 'bob', tags: ['x'] }, thief);
  const demote = (who: string) => client.query(`update users set is_admin = false where is_admin and ${who}`);
  await demote(`nickname = 'lain'`);
  await client.query('begin');
  await client.query('select from steward.actions where id = $1 for update', [promoted]);

  const undone = undoesAll(thief.id);
  await someoneWaits(client);
  await client.query(`update users set is_admin = true where nickname = 'lain'`);
  await demote(`nickname <> 'lain'`);
  await client.query('commit');

  await expect(undone).rejects.toThrow(/without an active admin/);
  const { rows } = await client.query(
    `select nickname::text, tags from users where is_admin or nickname = 'bob' order by nickname`,
  );
  expect(rows).toEqual([
    { nickname: 'bob', tags: ['x'] },
    { nickname: 'lain', tags: [] },
  ]);
});

test('an undo that takes no role away does not wait for a lock on an admin’s row', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const tagged = await does(tag, { nickname: 'lain', tags: ['x'] });
  await client.query('begin');
  const { rowCount } = await client.query('select from users where is_admin for update');
  expect(rowCount).toBeGreaterThan(0);

  await undoes(tagged);
  await client.query('rollback');
  const { rows } = await client.query(`select tags from users where nickname = 'lain'`);
  expect(rows).toEqual([{ tags: [] }]);
});

test('an account that is no longer staff after an undo loses the reports that came since, and no others', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const report = (time: string) =>
    client.query(`insert into notifications (user_id, activity_id, type, inserted_at, updated_at)
      select u.id, (select id from activities limit 1), 'pleroma:report', ${time}, ${time}
      from users u where nickname = 'lain'`);
  await report(`'2026-01-01'`);
  const before = await snapshot(client);
  const action = await does(set, { nickname: 'lain', moderator: true });
  await report(`timezone('UTC', now())`);

  await undoes(action);

  expect(await differencesSince(client, before)).toEqual({});
});

test('an undo has the tier of what it undoes, and a higher one for staff or a new admin', async () => {
  const { url, client } = await pristineDatabase();
  const { does, perform } = doing(url);
  await client.query(`update users set is_admin = true where nickname in ('lain', 'bob')`);
  const tierOf = async (action: number) =>
    (
      await perform({
        operation: undo,
        args: { action },
        reason: null,
        caller: tester,
        interactionId: null,
        secret: null,
      })
    ).plan.tier;

  expect(await tierOf(await does(tag, { nickname: 'kim', tags: ['x'] }))).toBe('routine');
  expect(await tierOf(await does(unconfirmAll, {}))).toBe('destructive');
  expect(await tierOf(await does(tag, { nickname: 'lain', tags: ['x'] }))).toBe('destructive');
  expect(await tierOf(await does(set, { nickname: 'bob', admin: false }))).toBe('destructive');
});

test('an approved undo is done though the server has sent in the meantime what could have been held back', async () => {
  const { url, client } = await pristineDatabase();
  const { does, perform, dependencies } = doing(url);
  const action = await does(deactivate, { nickname: 'friend1@friendly.example', keep_followers: false });
  const undoing = { ...request, operation: undo, args: { action } };
  const plan = await createPreview(dependencies)(undoing);
  await letJobsBegin(client);

  const { outcome } = await perform({ ...undoing, confirmedFingerprint: fingerprint(plan) });

  expect(outcome).toMatchObject({ restored: { accounts: 1, follows_asked_for_anew: 1 } });
});

test('an approved plan is stale once another account is affected', async () => {
  const { url, client } = await pristineDatabase();
  const { does, perform, dependencies } = doing(url);
  const action = await does(deactivateAllFromInstance, {
    instance: 'friendly.example',
    include_subdomains: false,
    keep_followers: false,
  });
  const undoing = { ...request, operation: undo, args: { action } };
  const plan = await createPreview(dependencies)(undoing);
  await client.query(`update users set is_active = true where nickname = 'friend1@friendly.example'`);

  await expect(perform({ ...undoing, confirmedFingerprint: fingerprint(plan) })).rejects.toThrow(Stale);
});

test('the number of statements does not grow with the number of rows in a part', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const statements: number[] = [];
  for (const size of [10, 120]) {
    const star = `star${size}`;
    await gather(client, star, size);
    const before = await snapshot(client);
    const action = await does(deactivate, { nickname: star, keep_followers: false });
    statements.push(await statementsDuring(() => undoes(action)));
    expect(await differencesSince(client, before)).toEqual({});
  }
  expect(new Set(statements).size).toBe(1);
});

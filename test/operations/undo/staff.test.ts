import { expect, test } from 'vitest';
import { set } from '../../../src/operations/instance/set.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { pristineDatabase } from '../../support/database.ts';
import { another } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { someoneWaits } from '../../support/waiting.ts';
import { differencesSince, doing } from './doing.ts';

const thief = another('thief');

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

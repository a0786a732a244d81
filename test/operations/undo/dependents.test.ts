import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import { pristineDatabase } from '../../support/database.ts';
import { unexplained } from '../../support/explained.ts';
import { snapshot } from '../../support/snapshot.ts';
import { differencesSince, doing, relate } from './doing.ts';

/**
 * Adds a note, a bookmark and a notification of mo's for an activity of bob's about lain: the database deletes all
 * three with the activity.
 */
const annotate = (client: Client, type: 'Follow' | 'Undo') =>
  client.query(`
    with activity as (
      select id from activities where actor = 'https://social.test/users/bob' and data ->> 'type' = '${type}'
        and data::text like '%https://social.test/users/lain%'
    ), mo as (select id from users where nickname = 'mo'),
    bookmarked as (
      insert into bookmarks (user_id, activity_id, inserted_at, updated_at)
      select mo.id, activity.id, '2026-10-25', '2026-10-25' from mo, activity),
    noted as (
      insert into report_notes (user_id, activity_id, content, inserted_at, updated_at)
      select mo.id, activity.id, 'look here', '2026-10-25', '2026-10-25' from mo, activity)
    insert into notifications (user_id, activity_id, type, seen, inserted_at, updated_at)
    select mo.id, activity.id, 'follow', false, '2026-10-25', '2026-10-25' from mo, activity`);

const deactivation = { nickname: 'lain', keep_followers: false };

test('rows that were deleted with a follow are restored with it', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  expect((await annotate(client, 'Follow')).rowCount).toBe(1);
  const before = await snapshot(client);
  const action = await does(deactivate, deactivation);
  expect(await differencesSince(client, before)).toMatchObject({
    bookmarks: { deleted: [{}] },
    report_notes: { deleted: [{ content: 'look here' }] },
  });

  const outcome = await undoes(action);

  expect(outcome).toMatchObject({ restored: { bookmarks: 1, report_notes: 1 }, skipped: 0 });
  expect(await differencesSince(client, before)).toEqual({});
});

test('rows that were added to the unfollow are deleted with it, and that is recorded', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const before = await snapshot(client);
  const action = await does(deactivate, deactivation);
  expect((await annotate(client, 'Undo')).rowCount).toBe(1);
  const then = await snapshot(client);

  await undoes(action);

  const after = await snapshot(client);
  expect(await differencesSince(client, before)).toEqual({});
  expect(await unexplained(client, then, after)).toEqual([]);
});

test('of the rows that were deleted with a follow, those of an account that is gone stay deleted', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  await annotate(client, 'Follow');
  const action = await does(deactivate, deactivation);
  await client.query(
    `update users set name = null, email = null, last_digest_emailed_at = null, bio = '', is_active = false
     where nickname = 'mo'`,
  );

  expect(await undoes(action)).toMatchObject({ restored: { accounts: 1 }, skipped: 3 });

  const { rows } = await client.query(`
    select (select count(*)::integer from bookmarks b where b.user_id = mo.id) as bookmarks,
      (select count(*)::integer from report_notes n where n.user_id = mo.id) as notes
    from users mo where nickname = 'mo'`);
  expect(rows).toEqual([{ bookmarks: 0, notes: 0 }]);
});

test('a notification for a user who has muted its author stays deleted; the others are restored', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  await annotate(client, 'Follow');
  const action = await does(deactivate, deactivation);
  await relate(client, 'mo', 4, 'bob');

  const outcome = await undoes(action);

  expect(outcome).toMatchObject({ restored: { accounts: 1, bookmarks: 1, report_notes: 1 }, skipped: 1 });
  expect(outcome.samples).toEqual(['a notification of mo is not restored because of a block or a mute']);
  const { rows } = await client.query(
    `select from notifications n join users mo on mo.id = n.user_id where mo.nickname = 'mo' and n.type = 'follow'
     and n.inserted_at = '2026-10-25'`,
  );
  expect(rows).toHaveLength(0);
});

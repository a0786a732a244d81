import { expect, test } from 'vitest';
import { set } from '../../../src/operations/instance/set.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { ownDatabase } from '../../support/database.ts';
import { featuresIn } from '../../support/features.ts';
import { performOn, tester } from '../../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

test('an undo restores the columns that still exist, and names those that an upgrade has dropped', async () => {
  const { url, client } = await ownDatabase('3.21');
  await client.query(`insert into notifications (user_id, activity_id, type, seen, inserted_at, updated_at)
    select u.id, a.id, 'pleroma:report', true, now(), now()
    from users u, (select id from activities order by id limit 2) a where nickname = 'mo'`);
  const { perform } = performOn(url);
  const { actionId } = await perform({
    ...request,
    operation: set,
    args: { nickname: 'mo', moderator: false },
  });
  await client.query(`alter table notifications drop column seen;
    insert into steward.changes (action_id, table_name, key, before, after)
      select ${actionId}, 'pets', jsonb_build_object('id', '1'), jsonb_build_object('id', 1, 'user_id', id), null
      from users where nickname = 'mo'`);

  const { outcome } = await perform({ ...request, operation: undo, args: { action: actionId } });

  expect(outcome).toMatchObject({
    restored: { accounts: 1, notifications: 2 },
    skipped: 1,
    samples: [
      'data of mo is no longer stored anywhere',
      'This version of Akkoma no longer has notifications.seen, pets. What was stored there is not restored.',
    ],
  });
  const { rows } = await client.query(
    `select is_moderator, (select count(*)::integer from notifications where user_id = users.id
       and type = 'pleroma:report') as reports from users where nickname = 'mo'`,
  );
  expect(rows).toEqual([{ is_moderator: true, reports: 2 }]);
});

test('an undo continues where whole tables are gone that it has nothing to restore in', async () => {
  const { url, client } = await ownDatabase('3.21');
  const { actionId } = await performOn(url).perform({
    ...request,
    operation: set,
    args: { nickname: 'mo', moderator: false },
  });
  await client.query('drop table report_notes, user_invite_tokens cascade');
  const { perform } = performOn(url, {}, await featuresIn(url));

  const { outcome } = await perform({ ...request, operation: undo, args: { action: actionId } });

  expect(outcome).toMatchObject({ restored: { accounts: 1 }, skipped: 0, samples: [] });
  const { rows } = await client.query(`select is_moderator from users where nickname = 'mo'`);
  expect(rows).toEqual([{ is_moderator: true }]);
});

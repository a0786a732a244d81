import { expect, test } from 'vitest';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { Conflict, Stale } from '../../src/text/errors.ts';
import { ownDatabase } from '../support/database.ts';
import { another, pressOf, tester, waysOn } from '../support/perform.ts';

const request = {
  operation: deactivate,
  args: { nickname: 'lain', keep_followers: false },
  reason: 'spam',
  caller: tester,
  interactionId: null,
  secret: null,
};

const promote = `update users set is_admin = true where nickname = 'lain'`;

test('an action that was approved as routine is not run once its target has become staff', async () => {
  const { url, client } = await ownDatabase();
  const { propose, castVote, run } = waysOn(url, { votes: 1 });
  const { actionId } = await propose(request);
  await castVote(pressOf(actionId, null, another('ivan')), { vote: 'approve', seen: null });
  await client.query(promote);

  await run({ action: actionId });

  const { rows } = await client.query('select state, failure, current_plan from steward.actions');
  expect(rows).toEqual([
    {
      state: 'stale',
      failure: `Since the request, action ${actionId} has come to need a higher role or more approvals. Nothing was changed. Request it again if you still want it.`,
      current_plan: null,
    },
  ]);
  const { rows: users } = await client.query(`select is_active from users where nickname = 'lain'`);
  expect(users).toEqual([{ is_active: true }]);
});

test('an action that failed before its tier was known cannot be run by a retry at a lower tier', async () => {
  const { url, client } = await ownDatabase();
  const { perform, retry, run } = waysOn(url);
  await client.query(promote);
  // The plan cannot be made.
  await client.query('alter table users rename column is_active to was_active');
  await expect(perform({ ...request, interactionId: '1' })).rejects.toThrow();
  await client.query('alter table users rename column was_active to is_active');
  const { rows: failed } = await client.query('select id::integer, state, tier from steward.actions');
  expect(failed).toMatchObject([{ state: 'failed', tier: 'routine' }]);

  await retry(pressOf(failed[0].id));
  await run({ action: failed[0].id });

  const { rows } = await client.query('select state from steward.actions');
  expect(rows).toEqual([{ state: 'stale' }]);
});

test('an action that failed after it had a plan is retried only as that plan', async () => {
  const { url, client } = await ownDatabase();
  const { perform, retry, run } = waysOn(url);
  await client.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before update on users for each row execute function refuse()`);
  await expect(perform({ ...request, interactionId: '1' })).rejects.toThrow();
  await expect(perform({ ...request, interactionId: '2' })).rejects.toThrow();
  await client.query('drop trigger refuse on users');
  const { rows } = await client.query('select id::integer from steward.actions order by id');

  await retry(pressOf(rows[0].id));
  await run({ action: rows[0].id });
  await client.query(`update users set is_active = true, is_admin = true where nickname = 'lain'`);
  await retry(pressOf(rows[1].id));
  await run({ action: rows[1].id });

  const { rows: ended } = await client.query(
    `select state, plan ->> 'target' as target from steward.actions order by id`,
  );
  expect(ended).toEqual([
    { state: 'done', target: 'lain' },
    { state: 'stale', target: 'lain' },
  ]);
});

test('an action that ended because it needs approvals by now is asked for again with a reason, and says so', async () => {
  const { url, client } = await ownDatabase();
  const alone = waysOn(url);
  const team = waysOn(url, { votes: 1 });
  const { actionId } = await alone.propose({ ...request, reason: null });

  await expect(team.confirm(pressOf(actionId), null)).rejects.toThrow(Stale);
  const again = team.askAgain(pressOf(actionId));

  await expect(again).rejects.toThrow(Conflict);
  await expect(again).rejects.toThrow('Run the command again with a reason.');
  const { rows } = await client.query('select state from steward.actions');
  expect(rows).toEqual([{ state: 'stale' }]);
});

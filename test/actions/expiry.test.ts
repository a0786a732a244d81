import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { changeEmail } from '../../src/operations/instance/change-email.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { Stale } from '../../src/text/errors.ts';
import { pristineDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { performOn, pressOf, tester } from '../support/perform.ts';

const rest = { reason: null, caller: tester, secret: null };
const changing = (interactionId: string, nickname = 'lain') => ({
  ...rest,
  interactionId,
  operation: changeEmail,
  args: { nickname, email: `secret-${nickname}@mail.example` },
});

const age = (client: Client, actionId: number) =>
  client.query(`update steward.actions set deadline = now() - interval '1 second' where id = $1`, [actionId]);

async function stage() {
  const { url, client } = await pristineDatabase();
  const states = async () =>
    (await client.query('select state from steward.actions order by id')).rows.map(({ state }) => state);
  return { ...performOn(url), client, states };
}

test('an action whose deadline passed expires once, without its secrets, and the audit log says so', async () => {
  const { client, propose, expire, states } = await stage();
  const { actionId } = await propose(changing('1'));
  await age(client, actionId);
  await propose({
    ...rest,
    interactionId: '3',
    operation: deactivate,
    args: { nickname: 'lain', keep_followers: true },
  });

  await Promise.all([1, 2, 3].map(() => expire({ action: actionId })));
  await expire({ action: actionId + 1 });

  expect(await states()).toEqual(['expired', 'proposed']);
  expect(await keptIn(client)).not.toContain('secret-');
  const { rows } = await client.query(
    `select action_id::integer as action, actor_id, command from steward.audit_log where event = 'action.expired' order by id`,
  );
  expect(rows).toEqual([{ action: actionId, actor_id: 'system:steward', command: 'user.change_email' }]);
  expect((await client.query('select steward.verify_audit_log() as fault')).rows).toEqual([{ fault: null }]);
});

test('a decision after the deadline expires the action, and says so', async () => {
  const { client, propose, confirm, states } = await stage();
  const { actionId } = await propose(changing('1'));
  await age(client, actionId);

  for (const interactionId of ['2', '3']) {
    const late = confirm(pressOf(actionId, interactionId), null);
    await expect(late).rejects.toThrow(Stale);
    await expect(late).rejects.toThrow(/has expired\. Nothing was changed\./);
  }

  expect(await states()).toEqual(['expired']);
  expect(await keptIn(client)).not.toContain('secret-');
});

test('the job that expires an action is enqueued with the action, for its exact deadline', async () => {
  const { client, propose } = await stage();
  const { actionId } = await propose(changing('1'));

  const { rows } = await client.query(
    `select j.start_after = a.deadline as on_time, j.data from steward_jobs.job j join steward.actions a on a.id = $1
     where j.name = 'expire'`,
    [actionId],
  );
  expect(rows).toEqual([{ on_time: true, data: { action: actionId } }]);
});

test('overdue jobs are still done after the bot was away for months', async () => {
  const { client, propose } = await stage();
  await propose(changing('1'));

  const { rows } = await client.query(
    `select distinct keep_until - start_after > interval '300 days' as kept from steward_jobs.job where name = 'expire'`,
  );
  expect(rows).toEqual([{ kept: true }]);
});

import type { Client } from 'pg';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { startHousekeeping } from '../../src/actions/index.ts';
import { Stale } from '../../src/errors.ts';
import { changeEmail, deactivate } from '../../src/operations/index.ts';
import { pristineDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { performOn, tester } from '../support/perform.ts';

const rest = { reason: null, caller: tester, secret: null };
const changing = (interactionId: string, nickname = 'lain') => ({
  ...rest,
  interactionId,
  operation: changeEmail,
  args: { nickname, email: `secret-${nickname}@mail.example` },
});

const age = (client: Client, minutes: number) =>
  client.query(`update steward.actions set proposed_at = now() - $1 * interval '1 minute'`, [minutes]);

async function stage() {
  const { url, client } = await pristineDatabase();
  const ways = performOn(url);
  const keepHouse = async (every?: number) => {
    const housekeeping = await startHousekeeping(
      { database: ways.database, log: pino({ level: 'silent' }) },
      every,
    );
    onTestFinished(() => housekeeping.stop());
    return housekeeping;
  };
  const states = async () =>
    (await client.query('select state from steward.actions order by id')).rows.map(({ state }) => state);
  return { ...ways, client, keepHouse, states };
}

test('what has waited too long expires, all at once, without its secrets, and the audit log says so', async () => {
  const { client, propose, keepHouse, states } = await stage();
  await propose(changing('1'));
  await propose(changing('2', 'bob'));
  await age(client, 16);
  await propose({
    ...rest,
    interactionId: '3',
    operation: deactivate,
    args: { nickname: 'lain', keep_followers: true },
  });

  await Promise.all([keepHouse(), keepHouse()]);

  expect(await states()).toEqual(['expired', 'expired', 'proposed']);
  expect(await keptIn(client)).not.toContain('secret-');
  const { rows } = await client.query(
    `select action_id::integer as action, actor_id, command from steward.audit_log where event = 'action.expired' order by id`,
  );
  expect(rows).toEqual([
    { action: 1, actor_id: 'system:steward', command: 'user.change_email' },
    { action: 2, actor_id: 'system:steward', command: 'user.change_email' },
  ]);
  expect((await client.query('select steward.verify_audit_log() as fault')).rows).toEqual([{ fault: null }]);
});

test('it goes on while the program runs, and ends with it', async () => {
  const { client, propose, keepHouse, states } = await stage();
  const housekeeping = await keepHouse(20);
  await propose(changing('1'));
  await age(client, 16);
  while ((await states())[0] !== 'expired') await new Promise((resolve) => setTimeout(resolve, 10));

  await housekeeping.stop();
  await propose(changing('2'));
  await age(client, 16);
  await new Promise((resolve) => setTimeout(resolve, 100));

  expect(await states()).toEqual(['expired', 'proposed']);
});

test('an answer that comes too late ends what it answers, and is told so', async () => {
  const { client, propose, findPending, states } = await stage();
  const { actionId } = await propose(changing('1'));
  await age(client, 16);

  for (const interactionId of ['2', '3']) {
    const late = findPending(interactionId)(actionId, tester);
    await expect(late).rejects.toThrow(Stale);
    await expect(late).rejects.toThrow(/waited too long and has expired; nothing was done/);
  }

  expect(await states()).toEqual(['expired']);
  expect(await keptIn(client)).not.toContain('secret-');
});

test('what is just being answered does not expire under the hands of whoever answers', async () => {
  const { client, propose, keepHouse, states } = await stage();
  await propose(changing('1'));
  await age(client, 16);
  await client.query('begin');
  await client.query('select from steward.actions for update');

  await keepHouse();
  await client.query('commit');

  expect(await states()).toEqual(['proposed']);
});

test('interactions are forgotten a day after they were claimed', async () => {
  const { client, keepHouse } = await stage();
  await client.query(
    `insert into steward.interactions (id, claimed_at) values ('1', now()), ('2', now() - interval '2 days')`,
  );

  await keepHouse();

  expect((await client.query('select id from steward.interactions')).rows).toEqual([{ id: '1' }]);
});

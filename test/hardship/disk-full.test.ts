import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { cardsOf } from '../drills/people.ts';
import { buttonOf } from '../support/buttons.ts';
import { isActive, stage, statesIn } from './stage.ts';

const noRoom = 'The disk of the database is full. Nothing was changed. Tell the administrator of the server.';

/** Refuses every write to a table, as on a full disk, until the returned function is called. */
async function fillUp(client: Client, table: string, when = 'true'): Promise<() => Promise<unknown>> {
  await client.query(`
    create or replace function disk_is_full() returns trigger language plpgsql as $$
      begin
        raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
      end $$;
    create trigger disk_is_full before insert or update on ${table} for each row
      when (${when}) execute function disk_is_full()`);
  return () => client.query(`drop trigger disk_is_full on ${table}`);
}

const tables = [
  'steward.audit_log',
  'steward.changes',
  'steward.actions',
  'steward.interactions',
  'steward_jobs.job',
] as const;

test.for(tables)(
  'no room in %s: nothing is done, the person gets an error, and it works once there is room',
  async (table) => {
    const { client, answerTo, expectTruth } = await stage();

    const makeRoom = await fillUp(client, table);
    expect(await answerTo('mo', '/user deactivate lain')).toBe(noRoom);
    expect(await isActive(client, 'lain')).toBe(true);
    await makeRoom();

    expect(await answerTo('mo', '/user deactivate lain')).toBe('Deactivated lain.');
    await expectTruth();
  },
);

test('no room for a vote: it does not count, and can be cast once there is room', async () => {
  const { client, discord, answerTo, expectTruth } = await stage({ APPROVALS_DESTRUCTIVE: '1' });
  await answerTo('ada', '/instance deactivate_all spam.example reason:"spam"');

  const makeRoom = await fillUp(client, 'steward.audit_log');
  expect(await answerTo('ivan', '/action approve 1')).toBe(noRoom);
  expect(await statesIn(client)).toEqual(['proposed']);
  await makeRoom();
  await answerTo('ivan', '/action approve 1');

  await expect.poll(() => statesIn(client)).toEqual(['done']);
  await expectTruth();
  expect(cardsOf({ discord }, 1)).toHaveLength(1);
});

test('no room to run an approved action: its card says so, and it can be retried', async () => {
  const { client, discord, answerTo, expectTruth } = await stage({ APPROVALS_DESTRUCTIVE: '1' });
  await answerTo('ada', '/instance deactivate_all spam.example reason:"spam"');
  const card = () => {
    const [only] = cardsOf({ discord }, 1);
    if (only === undefined) throw new Error('There is no card');
    return only;
  };

  const makeRoom = await fillUp(client, 'steward.changes');
  await answerTo('ivan', '/action approve 1');
  await expect.poll(() => JSON.stringify(card())).toContain('The disk of the database is full');
  expect(await statesIn(client)).toEqual(['failed']);
  await makeRoom();
  await discord.as('ada').click(card(), buttonOf(card(), 'Retry'));

  await expect.poll(() => statesIn(client)).toEqual(['done']);
  await expectTruth();
});

test('no room to record how a run ends: the action is run once there is room', async () => {
  const { client, answerTo, expectTruth } = await stage({ APPROVALS_DESTRUCTIVE: '1' });
  await answerTo('ada', '/instance deactivate_all spam.example reason:"spam"');

  await client.query('begin');
  await client.query('lock table steward.changes in share mode');
  await answerTo('ivan', '/action approve 1');
  await expect.poll(() => statesIn(client)).toEqual(['running']);
  const makeRoom = await fillUp(client, 'steward.audit_log');
  await client.query('commit');
  await expect
    .poll(
      async () =>
        (await client.query(`select from steward_jobs.job where name = 'run' and state = 'retry'`)).rowCount,
    )
    .toBe(1);
  expect(await statesIn(client)).toEqual(['running']);
  await makeRoom();

  await expect.poll(() => statesIn(client)).toEqual(['done']);
  await expectTruth();
});

test('no room to record that an answer was shown: the answer is not withdrawn', async () => {
  const { client, discord, logged, answerTo } = await stage();
  await fillUp(client, 'steward.actions', 'new.interaction_token is null');

  expect(await answerTo('ada', '/user reset_password lain')).toMatch(/lain/);
  await expect.poll(() => logged.some((line) => line.includes('that an answer was shown'))).toBe(true);

  expect(JSON.stringify(discord.as('ada').messages())).not.toMatch(/nothing was changed/i);
  expect(logged.filter((line) => line.includes('an interaction failed'))).toEqual([]);
});

import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { ownDatabase } from '../support/database.ts';
import { startTeam } from '../support/team.ts';

/** What the queue keeps of the failed attempts to draw a card, once there is one. */
async function failureOf(client: Client): Promise<{ output: object; row: string }> {
  const read = async () =>
    (
      await client.query(
        `select output, to_jsonb(job)::text as row from steward_jobs.job
         where name = 'card' and state = 'retry' and output is not null`,
      )
    ).rows[0];
  await expect.poll(read).toBeDefined();
  return read();
}

test('the queue keeps of an error of Discord its name and code: no address with a token, no card, no reason', async () => {
  const { client, discord } = await startTeam();
  discord.misbehave.fail(100, /webhooks.*messages|channels.*messages/);
  await discord.as('ada').type('/user rm bob reason:planted-reason');

  const { output, row } = await failureOf(client);
  const { rows } = await client.query('select interaction_token as token from steward.actions');
  discord.misbehave.fail(0);

  expect(output).toEqual({ name: 'HTTPError' });
  expect(rows[0].token).toMatch(/.{10}/);
  expect(row).not.toContain(rows[0].token);
  expect(row).not.toContain('planted-reason');
});

test('the queue keeps of an error of the database its name and code, and no value of a row', async () => {
  const { client, ...team } = await startTeam({}, await ownDatabase());
  await client.query(`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'no %', new.reason using detail = new.reason, errcode = '23505'; end $$;
    create trigger refuse before update of drawn on steward.actions for each row execute function refuse()`);
  await team.discord.as('ada').type('/user rm bob reason:planted-reason');

  const { output, row } = await failureOf(client);

  expect(output).toEqual({ name: 'error', code: '23505' });
  expect(row).not.toContain('planted-reason');
});

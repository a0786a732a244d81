import type { Client } from 'pg';
import { expect, test } from 'vitest';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { startTeam } from '../support/team.ts';

/** Makes the bot check for missing cards, which it does every two minutes otherwise, and waits until it has. */
async function look(client: Client): Promise<void> {
  const { rows } = await client.query(`insert into steward_jobs.job (name) values ('missing') returning id`);
  await expect
    .poll(async () => {
      const { rows: jobs } = await client.query('select state from steward_jobs.job where id = $1', [
        rows[0].id,
      ]);
      return jobs[0].state;
    })
    .toBe('completed');
}

/** The ids of the messages that show the first action. */
const cardsOf = (discord: DiscordSandbox): string[] =>
  discord
    .as('ada')
    .messages()
    .filter(({ embeds }) => embeds[0]?.footer?.text === 'Action 1')
    .map(({ id }) => id);

test('a deleted card is posted again once while it is needed, and its buttons work', async () => {
  const { discord, ask, client } = await startTeam();
  const card = await ask('ada', '/user rm bob reason:gone');
  const first = await card.shows('Approval required');

  discord.as('mo').remove(first);
  await look(client);

  const second = await card.shows('Approval required');
  expect(second.id).not.toBe(first.id);
  expect(second.embeds[0]?.title).toContain('bob');
  await look(client);
  expect(cardsOf(discord)).toEqual([second.id]);
  await card.approve('ivan');
  await card.shows('Finishing in Akkoma');
  expect(cardsOf(discord)).toEqual([second.id]);
});

test('a card that is deleted after the action is over stays deleted', async () => {
  const { discord, ask, client } = await startTeam();
  const card = await ask('ada', '/instance deactivate_all spam.example reason:spam');
  await card.approve('ivan');
  discord.as('mo').remove(await card.shows('Done'));

  await look(client);

  expect(cardsOf(discord)).toEqual([]);
});

test('an error of Discord about one card does not stop the check for the others', async () => {
  const { discord, ask, client } = await startTeam();
  const unknown = await ask('ada', '/user rm bob reason:gone');
  const deleted = await ask('ada', '/user rm lain reason:gone');
  const { id } = await deleted.shows('Approval required');
  discord.misbehave.fail(100, new RegExp(unknown.message().id));
  discord.as('mo').remove(deleted.message());

  await look(client);

  await expect.poll(async () => (await deleted.shows('Approval required')).id).not.toBe(id);
});

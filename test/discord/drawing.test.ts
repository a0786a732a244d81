import { REST } from 'discord.js';
import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { createCards } from '../../src/discord/index.ts';
import { performOn } from '../support/perform.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startTeam, whispered } from '../support/team.ts';

/** A card that waits for votes, and the job handler that draws cards. */
async function stage(line = '/user rm lain reason:x', environment = {}) {
  const team = await startTeam(environment);
  const card = await team.ask('ada', line);
  await card.shows('Approval required');
  const { dependencies } = performOn(team.url);
  const draw = createCards({
    ...dependencies,
    catalogue,
    commandIds: new Map(),
    rest: new REST({ api: team.discord.apiUrl }).setToken(team.discord.token),
    applicationId: Promise.resolve(team.discord.applicationId),
  });
  return { ...team, card, draw };
}

test('a card of another version’s action that this version cannot read shows what is known', async () => {
  const { client, discord, card, draw } = await stage();
  const mentions = () =>
    discord
      .as('ada')
      .messages()
      .filter(({ embeds }) => embeds.length === 0);
  await expect.poll(mentions).toHaveLength(1);
  await client.query(
    `update steward.actions set args = '{"who":1}', state = 'expired', revision = revision + 1`,
  );

  await draw({ action: 1 });

  expect(card.message().embeds[0]?.title).toMatch(/^Expired: /);
  expect(card.message().components).toEqual([]);
  expect(mentions()).toMatchObject([{ content: expect.stringContaining('Expired: ') }]);
  await client.query(
    `update steward.actions set plan = '{"target":1}', state = 'proposed', revision = revision + 1`,
  );
  await draw({ action: 1 });
  expect(sentenceOf(card.message())).toBe(
    'Another version of Steward stored this action, which is pending. See `/action show`.',
  );
});

test('a vote for an unreadable action is not counted, and the voter gets the reason', async () => {
  const { client, card } = await stage();
  await client.query(`update steward.actions set args = '{"who":1}'`);

  const press = await card.press('ivan', 'Approve');

  await expect
    .poll(() => whispered(press))
    .toEqual([
      'This was requested with another version of Steward. Nothing was changed. Run the command again.',
    ]);
  expect((await client.query('select from steward.votes')).rowCount).toBe(0);
});

test('a card whose channel is deleted is given up, and its action continues', async () => {
  const { client, draw } = await stage();
  await client.query(
    `update steward.actions set channel_id = '1', message_id = '2', interaction_token = null, revision = revision + 1`,
  );

  await draw({ action: 1 });

  const { rows } = await client.query('select drawn = revision as settled from steward.actions');
  expect(rows).toEqual([{ settled: true }]);
});

test('a card whose process was killed before it could record the message shows the present state', async () => {
  const { discord, client, card, draw } = await stage('/user change_email lain new@example.org reason:x', {
    APPROVAL_OVERRIDES: '{"user.change_email":{"votes":1}}',
  });
  const cards = () =>
    discord
      .as('mo')
      .messages()
      .filter(({ embeds }) => embeds.length > 0)
      .map(({ id, embeds }) => [id, embeds[0]?.title]);
  await card.shows('Approval required');
  const [[id] = []] = cards();
  await client.query(`
    update steward.actions set message_id = null, drawn = 0, state = 'expired', revision = revision + 1`);

  await draw({ action: 1 });

  expect(cards()).toEqual([[id, 'Expired: change the e-mail address of lain']]);
});

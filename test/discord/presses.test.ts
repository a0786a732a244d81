import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';

shareSteward();

const actions = async (client: Client) =>
  (await client.query('select state, operation from steward.actions order by id')).rows;

const once = [{ state: 'done', operation: 'user.deactivate_all_from_instance' }];

/** A card that waits for ada's confirmation. */
async function stage() {
  const { url, client } = await pristineDatabase();
  const steward = await startSteward(url);
  const ada = steward.discord.as('ada');
  const propose = async () => (await ada.type('/instance deactivate_all friendly.example')).message();
  return { ...steward, client, ada, propose };
}

test('a button press that is delivered twice is acted on once, and answered in the card alone', async () => {
  const { discord, client, ada, propose } = await stage();
  const card = await propose();

  discord.misbehave.deliverTwice();
  const pressed = await ada.click(card, buttonOf(card, 'Run now'));

  expect(sentenceOf(await pressed.message())).toMatch(/^Deactivated \d+ accounts/);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await actions(client)).toEqual(once);
  expect(ada.messages()).toHaveLength(1);
  expect(sentenceOf(ada.messages()[0])).toMatch(/^Deactivated \d+ accounts/);
});

test('of two replicas that receive a button press, one acts, and the outcome is in the card alone', async () => {
  const { client, ada, propose, startReplica } = await stage();
  await startReplica();
  const card = await propose();

  const pressed = await ada.click(card, buttonOf(card, 'Run now'));

  expect(sentenceOf(await pressed.message())).toMatch(/^Deactivated \d+ accounts/);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await actions(client)).toEqual(once);
  expect(ada.messages()).toHaveLength(1);
  expect(sentenceOf(ada.messages()[0])).toMatch(/^Deactivated \d+ accounts/);
});

test('a button press that Discord has forgotten is acted on once, and the card shows the outcome all the same', async () => {
  const { discord, client, ada, propose } = await stage();
  const card = await propose();

  discord.misbehave.forgetNextInteraction();
  await ada.click(card, buttonOf(card, 'Run now'));
  await expect
    .poll(() => ada.messages().map(sentenceOf))
    .toEqual([expect.stringMatching(/^Deactivated \d+ accounts/)]);

  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await actions(client)).toEqual(once);
  expect(ada.messages()).toHaveLength(1);
});

test('a card that had to be posted in the channel has working buttons there', async () => {
  const { discord, client, ada } = await stage();

  discord.misbehave.forgetNextInteraction();
  await ada.type('/instance deactivate_all friendly.example');
  await expect.poll(() => ada.messages().length).toBe(1);
  const [card] = ada.messages();
  if (card === undefined) throw new Error('No card was shown');
  const pressed = await ada.click(card, buttonOf(card, 'Run now'));

  expect(sentenceOf(await pressed.message())).toMatch(/^Deactivated \d+ accounts/);
  expect(await actions(client)).toEqual(once);
});

test('an answer that fills a message is posted in the channel all the same, cut to what fits', async () => {
  const { discord, ada } = await stage();
  const tags = Array.from({ length: 60 }, (_, index) => `${index}${'x'.repeat(60)}`).join(',');

  discord.misbehave.forgetNextInteraction();
  await ada.command('user untag', { nickname: 'heidi', tags });
  await expect.poll(() => ada.messages().length).toBe(1);

  expect(sentenceOf(ada.messages()[0])).toHaveLength(2000);
});

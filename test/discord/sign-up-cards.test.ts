import type { APIMessage } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { ownDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';

/** #sign-ups. */
const channel = '1212742209796382730';

test('each account that awaits approval gets a card without its address, and is approved, rejected or decided elsewhere', async () => {
  const { url, client } = await ownDatabase('3.21 moderation');
  const { discord } = await startSteward(url, { environment: { SIGNUPS_CHANNEL_ID: channel } });
  const mo = discord.as('mo');
  const ada = discord.as('ada');
  const cards = (): readonly APIMessage[] =>
    mo.messages('sign-ups').filter(({ components }) => JSON.stringify(components).includes('queue:'));
  const cardOf = (name: string): APIMessage | undefined =>
    cards().find(({ embeds }) => embeds[0]?.author?.name === name);
  const press = async (person: typeof mo, name: string, label: string) => {
    const card = cardOf(name);
    if (card === undefined) throw new Error(`${name} has no card`);
    return person.click(card, buttonOf(card, label));
  };
  await expect
    .poll(() => cards().map(({ embeds }) => embeds[0]?.title))
    .toEqual(Array(5).fill('Awaiting approval'));
  expect(sentenceOf(cardOf('quinn'))).toMatch(/^quinn registered <t:\d+:R>\.$/);
  expect(cardOf('quinn')?.embeds[0]?.description).toContain('friends told me');
  expect(fieldsOf(cardOf('quinn') ?? { embeds: [] }).Account).toBe(
    'E-mail address not confirmed · 4 others registered within an hour · 4 others have an address of the same domain',
  );
  expect(JSON.stringify(cards())).not.toContain('mail.example');

  const approved = await (await press(mo, 'kim', 'Approve')).message();
  expect(sentenceOf(approved)).toMatch(/^Approved kim\./);
  await expect.poll(() => sentenceOf(cardOf('kim'))).toMatch(/^kim was approved by <@\d+> \(action 1\)\.$/);
  expect(cardOf('kim')?.embeds[0]?.title).toBe('Approved');

  const asked = await press(ada, 'quinn', 'Reject…');
  expect((await asked.answered()).modal?.title).toBe('Reject the account');
  const question = await (await ada.submit(asked, { text: 'spam' })).message();
  await (await ada.click(question, buttonOf(question, 'Run now'))).message();
  await expect.poll(() => cardOf('quinn')?.embeds[0]?.title).toMatch(/^(Rejected|Deleted)$/);
  expect(sentenceOf(cardOf('quinn'))).toMatch(/ by <@\d+> \(action 2\)\.$/);

  await client.query(`update users set is_approved = true where nickname = 'penny'`);
  await expect.poll(() => sentenceOf(cardOf('penny'))).toBe('penny was approved in Akkoma.');

  const details = await (await press(ada, 'tess', 'Show details')).message();
  expect(details.flags).toBe(64);
  expect(sentenceOf(details)).toMatch(/^tess: local/);
});

test('many sign-ups within an hour are told once', async () => {
  const { url, client } = await ownDatabase();
  await client.query(
    `insert into users (id, nickname, name, bio, local, is_confirmed, is_approved, ap_id, inserted_at, updated_at)
     select steward.flake_at((extract(epoch from now()) * 1000)::bigint + place, '15c973e54f0d', 0), 'wave' || place, 'wave',
       '', true, true, true, 'https://social.test/users/wave' || place, now(), now()
     from generate_series(1, 3) place`,
  );
  const { discord, startReplica } = await startSteward(url, {
    environment: { SIGNUPS_CHANNEL_ID: channel, SIGNUPS_PER_HOUR: '3' },
  });
  const told = () =>
    discord
      .as('mo')
      .messages('sign-ups')
      .map(sentenceOf)
      .filter((sentence) => sentence.includes('within an hour'));
  await expect
    .poll(told)
    .toEqual(['3 accounts registered within an hour. `/signup list` lists those that await approval.']);

  await startReplica();
  const looked = async () =>
    (
      await client.query(
        `select count(*)::integer as times from steward_jobs.job where name = 'queue' and state = 'completed'`,
      )
    ).rows[0].times;
  const before = await looked();
  await client.query(
    `update steward_jobs.job set start_after = now() where name = 'queue' and state = 'created'`,
  );
  await expect.poll(looked).toBeGreaterThan(before);
  expect(told()).toHaveLength(1);
});

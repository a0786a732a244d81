import { expect, onTestFinished, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { startProcess } from '../support/bot-process.ts';
import { ownDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';

test('a bot with little memory sends a file of 25,000 accounts to seven people at once', async () => {
  const { url, client } = await ownDatabase();
  await client.query(
    `insert into users (id, nickname, name, bio, local, is_confirmed, ap_id, inserted_at, updated_at)
     select steward.flake_at(1799000000000 + place, '15c973e54f0d', 0), 'follower_number_' || place, 'fan', '', true, true,
       'https://social.test/users/fan' || place, now(), now()
     from generate_series(1, 25000) place`,
  );
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const bot = startProcess(url, discord, { NODE_OPTIONS: '--max-old-space-size=96' });
  await bot.ready();

  const mo = discord.as('mo');
  const asked = await Promise.all(Array.from({ length: 7 }, () => mo.type('/user list file:true')));
  const answers = await Promise.all(asked.map((each) => each.message()));

  expect(answers.map(sentenceOf)).toEqual(asked.map(() => '25015 accounts in the file.'));
  expect(answers.map(({ attachments: [file] }) => (file?.size ?? 0) > 500_000)).toEqual(
    asked.map(() => true),
  );
});

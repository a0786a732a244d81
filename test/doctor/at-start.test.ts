import { expect, onTestFinished, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { startProcess } from '../support/bot-process.ts';
import { ownDatabase } from '../support/database.ts';
import { globalCommandsOn, leftBehind } from '../support/global-commands.ts';
import { sentenceOf } from '../support/sentence.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly check?: string;
  readonly found?: string;
  readonly mend?: string;
}

test('the bot starts with problems that do not stop it from working, and then says how to fix them', async () => {
  const { url, client } = await ownDatabase();
  await client.query('alter table push_subscriptions rename column data to payload');
  await client.query('drop index users_casefolded_nickname_index');
  const discord = await startDiscordSandbox({
    closedToBot: ['audit'],
    interactionsEndpointUrl: 'https://elsewhere.test/',
  });
  onTestFinished(() => discord.close());
  const commands = globalCommandsOn(discord);
  await commands.leave(...leftBehind);

  const bot = startProcess(url, discord, { AUDIT_CHANNEL_ID: discord.guild.channels.audit.id });
  await bot.ready();
  const lines = (): Line[] =>
    bot.printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const told = () => lines().flatMap(({ msg, check }) => (msg === 'check found a problem' ? [check] : []));

  await expect
    .poll(told)
    .toEqual(['Akkoma’s tables', 'Nicknames', 'Interactions endpoint', 'Global commands', 'Permissions']);
  const messages = lines().map(({ msg }) => msg);
  expect(messages.indexOf('ready')).toBeLessThan(messages.indexOf('check found a problem'));
  expect(lines().find(({ check }) => check === 'Akkoma’s tables')).toMatchObject({
    level: 40,
    found: expect.stringContaining('push_subscriptions.data. /user sign_out will fail'),
    mend: expect.stringMatching(/\.$/),
  });
  expect(await commands.list()).toEqual(['user', 'Report', 'Ban']);
  const typed = await discord.as('mo').type('/user tag lain tested');
  expect(sentenceOf(await typed.message())).toMatch(/lain/);
});

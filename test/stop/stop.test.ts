import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { type DiscordSandbox, startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { type BotProcess, startProcess } from '../support/bot-process.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { someoneWaits } from '../support/waiting.ts';

interface Stage {
  readonly url: string;
  readonly client: Client;
  readonly discord: DiscordSandbox;
  readonly bot: BotProcess;
}

const twoAgree = { APPROVALS_DESTRUCTIVE: '1' };

/** A bot that is running an approved action, and waits for a lock that `client` holds in its transaction. */
async function stage(): Promise<Stage> {
  const { url, client } = await pristineDatabase();
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const bot = startProcess(url, discord, twoAgree);
  await bot.ready();
  await discord.as('ada').type('/instance deactivate_all spam.example reason:spam');
  await expect.poll(() => titleOf(discord)).toMatch(/^Approval required: /);
  await client.query('begin');
  await client.query(`select from users where nickname like '%@spam.example' for update`);
  const card = cardIn(discord);
  if (card === undefined) throw new Error('There is no card');
  await discord.as('ivan').click(card, buttonOf(card, 'Approve'));
  await someoneWaits(client);
  return { url, client, discord, bot };
}

/** The newest message with an embed: mentions have none. */
const cardIn = (discord: DiscordSandbox) =>
  discord
    .as('ivan')
    .messages()
    .findLast(({ embeds }) => embeds.length > 0);

const titleOf = (discord: DiscordSandbox) => cardIn(discord)?.embeds[0]?.title;

const expectStopping = (bot: BotProcess) => expect.poll(() => bot.printed).toContain('"stopping"');

async function stateOf(client: Client): Promise<string> {
  return (await client.query('select state from steward.actions')).rows[0].state;
}

test('a run under way when the bot gets the signal to end is finished, and its card says so', async () => {
  const { client, discord, bot } = await stage();

  bot.signal('SIGTERM');
  await expectStopping(bot);
  // By then everything without work left has stopped.
  await setTimeout(4_000);
  await client.query('commit');

  expect(await bot.ended).toBe(0);
  expect(await stateOf(client)).toBe('done');
  expect(titleOf(discord)).toBe('Done');
});

test('two signals at the same time, as a Ctrl-C that npm passes on, count as one', async () => {
  const { client, discord, bot } = await stage();

  // Two different signals: the second of two equal ones may be lost before the process sees the first.
  bot.signal('SIGINT');
  bot.signal('SIGTERM');
  await expectStopping(bot);
  await client.query('commit');

  expect(await bot.ended).toBe(0);
  expect(titleOf(discord)).toBe('Done');
});

test('a run that never ends is cut off after 25 seconds, changes nothing, and is settled at the next start', async () => {
  const { url, client, discord, bot } = await stage();

  bot.signal('SIGTERM');
  await bot.ended;

  // It has ended although the lock is still held.
  await client.query('rollback');
  expect((await client.query('select from steward.changes')).rowCount).toBe(0);
  await startProcess(url, discord, twoAgree).ready();
  await expect.poll(() => titleOf(discord)).toMatch(/^(Done$|Failed: )/);
  expect(await stateOf(client)).toBe(titleOf(discord)?.split(':')[0]?.toLowerCase());
}, 240_000);

test('a second signal ends the bot immediately, and nothing is half done', async () => {
  const { client, bot } = await stage();

  bot.signal('SIGTERM');
  await expectStopping(bot);
  await setTimeout(1_500);
  bot.signal('SIGTERM');

  expect(await bot.ended).toBe(1);
  await client.query('rollback');
  expect(await stateOf(client)).toBe('running');
});

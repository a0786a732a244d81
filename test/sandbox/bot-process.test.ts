import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BotProcess, createBotProcess } from '../../sandbox/bot-process.ts';
import { type DiscordSandbox, startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase();
let discord: DiscordSandbox;
let bot: BotProcess;
const states: string[] = [];

beforeAll(async () => {
  discord = await startDiscordSandbox();
  bot = createBotProcess({
    environment: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'error',
      DATABASE_URL: database.url,
      INSTANCE_URL: 'https://social.test',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_GUILD_ID: discord.guild.id,
      ADMIN_ROLE_IDS: discord.guild.roles.admin.id,
      MODERATOR_ROLE_IDS: discord.guild.roles.moderator.id,
    },
    ready: () => discord.ready(60_000),
  });
  bot.watch(() => states.push(bot.state));
  expect(await bot.start()).toBe(true);
});

afterAll(async () => {
  await bot.stop();
  await discord.close();
});

beforeEach(() => states.splice(0));

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a bot that is ended with %s on purpose is restarted',
  async (signal) => {
    const before = bot.pid;

    bot.restart(signal);

    expect(bot.state).toBe('restarting');
    await expect.poll(() => bot.state).toBe('running');
    expect(discord.connected).toBe(true);
    expect(bot.pid).not.toBe(before);
    expect(bot.ending).toBeUndefined();
    expect(states).not.toContain('stopped');
  },
);

test('a bot that ends on its own stays ended, says how, and can be restarted', async () => {
  process.kill(bot.pid ?? 0, 'SIGKILL');
  await expect.poll(() => bot.state).toBe('stopped');
  expect(bot.ending).toBe('SIGKILL');
  expect(bot.pid).toBeUndefined();

  bot.restart('SIGTERM');

  await expect.poll(() => bot.state).toBe('running');
  expect(bot.ending).toBeUndefined();
  expect(states).toEqual(['stopped', 'starting', 'running']);
});

test('a bot that is ended permanently is not restarted, though that was requested', async () => {
  const pid = bot.pid ?? 0;
  bot.restart('SIGTERM');
  await bot.stop();

  expect(bot.state).toBe('stopped');
  expect(bot.ending).toBeUndefined();
  expect(() => process.kill(pid, 0)).toThrow();
});

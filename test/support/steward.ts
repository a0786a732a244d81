import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import {
  type DiscordSandbox,
  type DiscordSandboxOptions,
  startDiscordSandbox,
} from '../../sandbox/discord/index.ts';
import { runBot } from '../../src/bot/bot.ts';
import { logFields } from '../../src/log/log-context.ts';
import { readBotConfig } from '../../src/settings/config.ts';
import { sharedBot } from './shared-steward.ts';

export interface Steward {
  readonly discord: DiscordSandbox;
  /** Everything that was logged, as the lines that would have been printed. */
  readonly logged: readonly string[];
  /** Connects another process' worth of bot to the same Discord and database. */
  startReplica(): Promise<{ stop(): Promise<void> }>;
}

interface StewardOptions {
  readonly channelIds?: readonly string[];
  readonly sandbox?: DiscordSandboxOptions;
  /** Leads the bot to Discord's REST API by another way; takes and gives its address. */
  reach?(apiUrl: string): Promise<string>;
  /** Further settings, as in the environment: `AKKOMA_…`, `APPROVALS_…`. Unless they say otherwise, nobody need agree, and nothing is too much. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The bot, wired as in `bot.ts`, on a Discord of its own, for the test that calls this. */
export async function startSteward(url: string, options: StewardOptions = {}): Promise<Steward> {
  const start = async () => {
    const discord = await startDiscordSandbox(options.sandbox);
    const logged: string[] = [];
    const bot = await connectBot(url, discord, options, logged).catch(async (error: unknown) => {
      await discord.close();
      throw error;
    });
    return {
      discord,
      logged,
      stop: async () => {
        await bot.stop();
        await discord.close();
      },
    };
  };
  const isOwn = options.reach !== undefined || options.sandbox !== undefined;
  const shared = isOwn ? undefined : await sharedBot(url, JSON.stringify(options), start);
  const steward = shared ?? (await start());
  if (shared === undefined) onTestFinished(() => steward.stop());
  const { discord, logged } = steward;
  return {
    discord,
    logged,
    startReplica: async () => {
      const replica = await connectBot(url, discord, options, logged);
      onTestFinished(() => replica.stop());
      return replica;
    },
  };
}

async function connectBot(
  url: string,
  discord: DiscordSandbox,
  options: StewardOptions,
  logged: string[],
): Promise<{ stop(): Promise<void> }> {
  const log = pino({ level: 'trace', mixin: logFields }, { write: (line: string) => void logged.push(line) });
  const config = readBotConfig(
    {
      DATABASE_URL: url,
      INSTANCE_URL: 'https://social.test',
      AKKOMA_REFRESH: 'false',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: (await options.reach?.(discord.apiUrl)) ?? discord.apiUrl,
      DISCORD_GUILD_ID: discord.guild.id,
      DISCORD_CHANNEL_IDS: options.channelIds?.join(),
      ADMIN_ROLE_IDS: discord.guild.roles.admin.id,
      MODERATOR_ROLE_IDS: discord.guild.roles.moderator.id,
      APPROVALS_DESTRUCTIVE: '0',
      DESTRUCTIVE_PER_HOUR: '0',
      ...options.environment,
    },
    catalogue.operations.keys(),
  );
  const bot = await runBot({
    config,
    log,
    applicationName: 'steward-test',
    pageSize: 5,
    onLost: () => undefined,
  });
  await discord.ready();
  let stopped: Promise<void> | undefined;
  return {
    stop: () => {
      stopped ??= bot.stop();
      return stopped;
    },
  };
}

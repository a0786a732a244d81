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
  /** Everything that was logged, as lines of JSON. */
  readonly logged: readonly string[];
  /** Connects a second copy of the bot to the same Discord and database. */
  startReplica(): Promise<{ stop(): Promise<void> }>;
}

interface StewardOptions {
  readonly channelIds?: readonly string[];
  readonly sandbox?: DiscordSandboxOptions;
  /** Makes the bot reach Discord's REST API at another address. Takes the API's address and returns the other. */
  reach?(apiUrl: string): Promise<string>;
  /**
   * More settings, as in the environment: `AKKOMA_…`, `APPROVALS_…`. By default no action needs approval, and no limit
   * per person applies.
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts the bot as `bot.ts` does, on a Discord of its own, for the calling test. */
export async function startSteward(url: string, options: StewardOptions = {}): Promise<Steward> {
  const start = async () => {
    const discord = await startDiscordSandbox({ answerWithin: 30_000, ...options.sandbox });
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

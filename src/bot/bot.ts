import type { Logger } from 'pino';
import { catalogue } from '../../commands/index.ts';
import { createGate } from '../actions/index.ts';
import { watchAkkomaUpgrades } from '../akkoma/schema/watch-akkoma-upgrades.ts';
import { autocomplete } from '../command/index.ts';
import { asStartFault } from '../database/connection/start-faults.ts';
import {
  type Bot,
  type BotOptions,
  createClient,
  membersOf,
  startBot,
  watchClock,
} from '../discord/index.ts';
import { openHealth } from '../health/index.ts';
import { withTimeout } from '../process/with-timeout.ts';
import { redrawQueueCard } from '../queue/index.ts';
import { type BotConfig, policyOf } from '../settings/config.ts';
import { wire } from '../wiring/wire.ts';
import { startBackgroundWork } from './background-work.ts';

interface RunOptions {
  readonly config: BotConfig;
  readonly log: Logger;
  readonly pageSize: number;
  readonly applicationName: string;
  /** Called when Discord has ended the session permanently. */
  onLost(): void;
}

/**
 * Time limits while the bot stops, in milliseconds. `interactions` and `work` count from the start of the stop; a
 * transaction that waits for a lock gives up after 20 seconds. Disconnecting from Discord and the database takes part
 * of the rest.
 */
const stopTimeouts = { interactions: 20_500, work: 22_000, database: 1_000 };

export interface RunningBot {
  /** Runs the checks that need a running bot, and logs their findings. Ends when the bot stops. */
  examine(): Promise<void>;
  /** Takes no more work, waits for the running work within the time limits, and disconnects. */
  stop(): Promise<void>;
}

/**
 * Runs the whole bot: interactions and background work.
 *
 * @throws StewardError whose message says how to fix the problem.
 */
export async function runBot(options: RunOptions): Promise<RunningBot> {
  const { config } = options;
  const health = await openHealth(config.HEALTH_HOST, config.HEALTH_PORT);
  try {
    return await runWith(health, options);
  } catch (error) {
    await health.close();
    throw error;
  }
}

/**
 * The channels in which the bot answers; none for all of them. The buttons of the cards of what waits for staff have to
 * work where these are.
 */
const answeringIn = ({
  DISCORD_CHANNEL_IDS: listed,
  REPORTS_CHANNEL_ID: reports,
  SIGNUPS_CHANNEL_ID: signUps,
}: BotConfig) =>
  listed.length === 0 ? [] : [...listed, ...[reports, signUps].filter((id) => id !== undefined)];

/** The queues whose jobs would only post to channels that are not set. */
const queuesWithoutChannel = ({
  AUDIT_CHANNEL_ID: audit,
  REPORTS_CHANNEL_ID: reports,
  SIGNUPS_CHANNEL_ID: signUps,
}: BotConfig): readonly ('audit' | 'queue')[] => [
  ...(audit === undefined ? (['audit'] as const) : []),
  ...(reports === undefined && signUps === undefined ? (['queue'] as const) : []),
];

type Health = Awaited<ReturnType<typeof openHealth>>;

async function runWith(health: Health, options: RunOptions): Promise<RunningBot> {
  const { config, log, pageSize, applicationName } = options;
  const gate = createGate({
    guildId: config.DISCORD_GUILD_ID,
    channelIds: answeringIn(config),
    adminRoleIds: config.ADMIN_ROLE_IDS,
    moderatorRoleIds: config.MODERATOR_ROLE_IDS,
  });
  const policy = policyOf(config, catalogue.operations);
  const client = createClient(config.DISCORD_TOKEN, config.DISCORD_API_URL);
  const members = membersOf(client.rest, config.DISCORD_GUILD_ID);
  const wired = await wire({
    config,
    catalogue,
    gate,
    policy,
    members,
    log,
    applicationName,
    pageSize,
    pointless: queuesWithoutChannel(config),
  });
  health.watch({ client, database: wired.database });
  try {
    const parts = await connectParts(health, options, { ...wired, gate, policy, client });
    return runningBot(health, options, { ...wired, ...parts, client });
  } catch (error) {
    await wired.close();
    throw error;
  }
}

type Wired = Awaited<ReturnType<typeof wire>>;

interface Parts {
  readonly work: Awaited<ReturnType<typeof startBackgroundWork>>;
  readonly bot: Bot;
}

/** Starts the background work and connects to Discord. */
async function connectParts(
  health: Health,
  { config, log, onLost }: RunOptions,
  wired: Wired & Pick<BotOptions, 'gate' | 'policy' | 'client'>,
): Promise<Parts> {
  // Discord sends the application id once the bot is connected. Cards that are drawn before then wait for it.
  const application = Promise.withResolvers<string>();
  application.promise.catch(() => undefined);
  // Messages that are drawn before the commands are registered name them without a mention.
  const commandIds = new Map<string, string>();
  const { jobs } = wired.dependencies;
  const work = await startBackgroundWork({
    dependencies: wired.dependencies,
    catalogue,
    url: config.DATABASE_URL,
    rest: wired.client.rest,
    applicationId: application.promise,
    commandIds,
    auditChannelId: config.AUDIT_CHANNEL_ID,
    digestChannelId: config.DIGEST_CHANNEL_ID,
    queueChannels: { reports: config.REPORTS_CHANNEL_ID, sign_ups: config.SIGNUPS_CHANNEL_ID },
    manySignUps: config.SIGNUPS_PER_HOUR,
  }).catch((error: unknown) => {
    throw asStartFault(error);
  });
  health.watch({ workers: true });
  const bot = await startBot({
    ...wired,
    catalogue,
    log,
    autocomplete,
    token: config.DISCORD_TOKEN,
    guildId: config.DISCORD_GUILD_ID,
    commandIds,
    queueCardUsed: async (card) => {
      await redrawQueueCard(wired.database.em.fork(), card);
      await jobs.send(wired.database.em.fork(), 'queue', { soon: true });
    },
    onLost,
    onHandled: health.count,
  }).catch(async (error: unknown) => {
    // Otherwise the stop would wait for cards that wait for the application id.
    application.reject(error);
    await work.stop(stopTimeouts.work);
    throw error;
  });
  application.resolve(bot.applicationId);
  return { work, bot };
}

function runningBot(
  health: Health,
  { config, log }: RunOptions,
  { client, bot, work, ...wired }: Wired & Parts & Pick<BotOptions, 'client'>,
): RunningBot {
  const stopping = new AbortController();
  const stopWatchingClock = watchClock(client.rest, log);
  const stopWatchingUpgrades = watchAkkomaUpgrades({ ...wired.dependencies, log });
  return {
    examine: async () => {
      // Loaded only now, so that the start does not wait for it.
      const { examineRunning } = await import('../doctor/index.ts');
      const facts = { ...config, database: wired.database, rest: client.rest };
      await examineRunning(facts, catalogue, log, stopping.signal);
    },
    stop: async () => {
      const began = performance.now();
      health.watch({ stopping: true });
      stopping.abort();
      await withTimeout(stopTimeouts.interactions, bot.drain(), undefined);
      await work.stop(Math.max(stopTimeouts.work - (performance.now() - began), 0));
      await bot.disconnect();
      stopWatchingClock();
      stopWatchingUpgrades();
      await withTimeout(stopTimeouts.database, wired.close(), undefined);
      await health.close();
    },
  };
}

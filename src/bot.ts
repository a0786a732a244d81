import type { Logger } from 'pino';
import { catalogue } from '../commands/index.ts';
import { createGate } from './actions/index.ts';
import { suggest } from './command/index.ts';
import { type BotConfig, policyOf } from './config.ts';
import { asStartFault } from './database/connection.ts';
import { createClient, membersOf, startBot } from './discord/index.ts';
import { wire } from './wiring.ts';
import { startWork } from './work.ts';

interface RunOptions {
  readonly config: BotConfig;
  readonly log: Logger;
  readonly pageSize: number;
  readonly applicationName: string;
  /** Called when Discord has closed the connection in a way that cannot be mended. */
  onLost(): void;
}

/**
 * Runs the whole bot: interactions, and the work in the background.
 *
 * @returns what stops it: it takes no more, waits for what is under way, and leaves.
 * @throws StewardError: the sentence says what to mend.
 */
export async function runBot({
  config,
  log,
  pageSize,
  applicationName,
  onLost,
}: RunOptions): Promise<{ stop(): Promise<void> }> {
  const gate = createGate({
    guildId: config.DISCORD_GUILD_ID,
    channelIds: config.DISCORD_CHANNEL_IDS,
    adminRoleIds: config.ADMIN_ROLE_IDS,
    moderatorRoleIds: config.MODERATOR_ROLE_IDS,
  });
  const policy = policyOf(config, catalogue.usualTiers);
  const client = createClient(config.DISCORD_TOKEN, config.DISCORD_API_URL);
  const members = membersOf(client.rest, config.DISCORD_GUILD_ID);
  const wired = await wire({ config, catalogue, gate, policy, members, log, applicationName, pageSize });
  try {
    // Who it is, Discord says once it is in; what is drawn before that waits.
    const application = Promise.withResolvers<string>();
    const work = await startWork({
      dependencies: wired.dependencies,
      catalogue,
      url: config.DATABASE_URL,
      rest: client.rest,
      applicationId: application.promise,
      auditChannelId: config.AUDIT_CHANNEL_ID,
    }).catch((error: unknown) => {
      throw asStartFault(error);
    });
    const bot = await startBot({
      ...wired,
      client,
      catalogue,
      gate,
      policy,
      log,
      suggest,
      token: config.DISCORD_TOKEN,
      guildId: config.DISCORD_GUILD_ID,
      onLost,
    }).catch(async (error: unknown) => {
      await work.stop();
      throw error;
    });
    application.resolve(bot.applicationId);
    return {
      stop: async () => {
        await bot.hush();
        await work.stop();
        await bot.leave();
        await wired.close();
      },
    };
  } catch (error) {
    await wired.close();
    throw error;
  }
}

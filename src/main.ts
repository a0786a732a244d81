import { catalogue } from '../commands/index.ts';
import { createGate, startHousekeeping } from './actions/index.ts';
import { suggest } from './command/index.ts';
import { policyOf, readBotConfig } from './config.ts';
import { startBot } from './discord/index.ts';
import { StewardError } from './errors.ts';
import { createLog } from './log.ts';
import { wire } from './wiring.ts';

/** How many accounts a page of the list shows; at two lines each they fit a screen, and an embed in any case. */
const pageSize = 20;

try {
  const config = readBotConfig(process.env, catalogue.usualTiers.keys());
  const log = createLog(config.LOG_LEVEL);
  const gate = createGate({
    guildId: config.DISCORD_GUILD_ID,
    channelIds: config.DISCORD_CHANNEL_IDS,
    adminRoleIds: config.ADMIN_ROLE_IDS,
    moderatorRoleIds: config.MODERATOR_ROLE_IDS,
  });
  const { database, ...desk } = await wire({
    config,
    gate,
    policy: policyOf(config, catalogue.usualTiers),
    log,
    applicationName: 'steward',
    pageSize,
  });
  const housekeeping = await startHousekeeping({ database, log });
  const bot = await startBot({
    ...desk,
    catalogue,
    gate,
    log,
    suggest,
    token: config.DISCORD_TOKEN,
    guildId: config.DISCORD_GUILD_ID,
    apiUrl: config.DISCORD_API_URL,
    // Whatever started this program is the one to notice, and to start it again.
    onLost: () => process.exit(1),
  }).catch(async (error: unknown) => {
    await housekeeping.stop();
    await database.close();
    throw error;
  });
  log.info('ready');

  const stop = async (): Promise<void> => {
    log.info('stopping');
    await bot.stop();
    await housekeeping.stop();
    await database.close();
    // A client that was just reconnecting goes on trying after it was destroyed, and would keep the process alive.
    process.exit();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  if (!(error instanceof StewardError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

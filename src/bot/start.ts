import { catalogue } from '../../commands/index.ts';
import { createLog } from '../log/log.ts';
import { endOnSignal } from '../process/end-on-signal.ts';
import { readBotConfig } from '../settings/config.ts';
import { StewardError } from '../text/errors.ts';
import { runBot } from './bot.ts';

/** How many accounts a page of the list shows; at two lines each they fit a screen, and an embed in any case. */
const pageSize = 20;

try {
  const config = readBotConfig(process.env, catalogue.operations.keys());
  const log = createLog(config.LOG_LEVEL);
  const starting = runBot({
    config,
    log,
    pageSize,
    applicationName: 'steward',
    // Whatever started this program is the one to notice, and to start it again.
    onLost: () => process.exit(1),
  });
  // From the first moment on: commands are answered before all of it has started.
  endOnSignal(async () => {
    const bot = await starting.catch(() => undefined);
    await bot?.stop();
  }, log);
  const bot = await starting;
  log.info('ready');
  await bot.examine();
} catch (error) {
  if (!(error instanceof StewardError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

import { catalogue } from '../../commands/index.ts';
import { createLog } from '../log/log.ts';
import { endOnSignal } from '../process/end-on-signal.ts';
import { readBotConfig } from '../settings/config.ts';
import { withEnvFile } from '../settings/env-file.ts';
import { StewardError } from '../text/errors.ts';
import { runBot } from './bot.ts';

/** How many accounts a page of the list has. At two lines each they fit a screen, and always fit an embed. */
const pageSize = 20;

/** Ends the program after an unforeseen error. Node would print all of its fields, which may contain user data. */
function endAfter(error: unknown): void {
  createLog('fatal').fatal({ err: error }, 'Steward ends because of an unforeseen error');
  process.exit(1);
}

process.on('uncaughtException', endAfter);

try {
  // `npm start` asks for it: a service manager sets the environment itself. Node's own option for this is unknown to an
  // old Node, which would reject it before the sentence about its version. The driver reads PGHOST and such from the
  // environment of the process.
  if (process.argv.includes('--read-env-file')) {
    Object.assign(process.env, withEnvFile(process.env, [process.cwd()]));
  }
  const config = readBotConfig(process.env, catalogue.operations.keys());
  const log = createLog(config.LOG_LEVEL);
  const starting = runBot({
    config,
    log,
    pageSize,
    applicationName: 'steward',
    // The service manager notices the exit, and starts the program again.
    onLost: () => process.exit(1),
  });
  // Registered before the start is complete, because commands are answered before that.
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

import { setImmediate as afterTheEvents } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { prepareDatabase } from '../src/setup/prepare-database.ts';
import type { BotProcess } from './bot-process.ts';
import { recordMonth } from './database/month.ts';
import { startPostgres } from './database/postgres.ts';
import { type AkkomaRelease, akkomaReleases, isAkkomaRelease, newestRelease } from './database/releases.ts';
import { addressFor, createRole, grantTo } from './database/role.ts';
import { prepareTemplate } from './database/template.ts';
import { akkomaWorld } from './database/world.ts';
import { fillQueues } from './first-queue.ts';
import { startSandbox } from './start.ts';

/** The default port of the page. If it is taken, the page gets any free port. */
const usualPort = 4747;

const akkoma = wantedRelease();
const { promise: stopped, resolve: stop } = Promise.withResolvers<'stopped'>();
// `main.ts` closes the channel to stop the sandbox. A signal, which it does not send, ends this process immediately.
process.once('disconnect', () => stop('stopped'));

// The channel may have been closed while the program was loaded.
await afterTheEvents();
const started = new AsyncDisposableStack();
try {
  if (process.connected) await run();
} finally {
  await started.disposeAsync();
}
if (process.connected) process.disconnect();

/** Starts everything, and returns when it is to stop, which may be at the start. */
async function run(): Promise<void> {
  console.log(
    `Starting PostgreSQL with a small Akkoma ${akkoma} instance, a local Discord server, and Steward …`,
  );
  const postgres = started.use(await startPostgres({ url: process.env.TEST_DATABASE_URL }));
  if (!process.connected) return;
  const role = await createRole(postgres.url);
  // An embedded server is deleted with its databases and roles.
  const isKept = process.env.TEST_DATABASE_URL !== undefined;
  if (isKept) started.defer(() => role.drop());
  const database = await prepareTemplate({
    maintenanceUrl: postgres.url,
    world: akkomaWorld,
    akkoma,
    prepare: async (url) => {
      await prepareDatabase(url);
      await recordMonth(url);
      await fillQueues(url);
      await grantTo(role, url);
    },
  });
  if (isKept) started.defer(() => database.drop());
  if (!process.connected) return;
  const botsDatabase = addressFor(role, database.url);
  const sandbox = await startSandbox({
    database: database.url,
    botsDatabase,
    port: Number(process.env.PORT ?? usualPort),
    environment: { LOG_LEVEL: 'warn', ...process.env },
  });
  started.defer(() => sandbox.stop());
  const outcome = await Promise.race([startBot(sandbox.bot), stopped]);
  if (outcome === 'failed') process.exitCode = 1;
  if (outcome !== 'running') return;
  console.log(`
Open ${sandbox.page.url} and follow the tour.
To run a command in another terminal:

  DATABASE_URL=${botsDatabase} INSTANCE_URL=https://social.test \\
    npm run console -- user list

Press Ctrl-C to stop everything and delete its data.`);
  await stopped;
}

/** Starts the bot. A bot that ends has said in its log why; one that does not connect may not have. */
async function startBot(bot: BotProcess): Promise<'running' | 'failed'> {
  try {
    return (await bot.start()) ? 'running' : 'failed';
  } catch {
    console.error('Steward did not connect to the local Discord server in time. Run the command again.');
    return 'failed';
  }
}

/** Returns the release that `--akkoma` names, by default the newest. Exits with status 2 for an unknown one. */
function wantedRelease(): AkkomaRelease {
  const usage = `Usage: npm run sandbox -- [--akkoma ${akkomaReleases.join('|')}]`;
  try {
    const { values } = parseArgs({ options: { akkoma: { type: 'string' } }, strict: true });
    const { akkoma: name = newestRelease } = values;
    if (isAkkomaRelease(name)) return name;
  } catch {
    // The usage is printed below.
  }
  console.error(usage);
  process.exit(2);
}

import { parseArgs } from 'node:util';
import { prepareDatabase } from '../src/setup/prepare-database.ts';
import { startPostgres } from './database/postgres.ts';
import { type AkkomaRelease, akkomaReleases, isAkkomaRelease, newestRelease } from './database/releases.ts';
import { addressFor, createRole, grantTo } from './database/role.ts';
import { prepareTemplate } from './database/template.ts';
import { akkomaWorld } from './database/world.ts';
import { startSandbox } from './start.ts';

/** Where the page is, unless something else is there already. */
const usualPort = 4747;

const akkoma = wantedRelease();
const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
// Kept to the end: what cleans up when a process ends leaves a signal to the program only while that listens.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop());

console.log(
  `Starting a PostgreSQL with a small instance of Akkoma ${akkoma} in it, a Discord, and Steward …`,
);
const postgres = await startPostgres({ url: process.env.TEST_DATABASE_URL });
const role = await createRole(postgres.url);
const database = await prepareTemplate({
  maintenanceUrl: postgres.url,
  world: akkomaWorld,
  akkoma,
  prepare: async (url) => {
    await prepareDatabase(url);
    await grantTo(role, url);
  },
});
const botsDatabase = addressFor(role, database.url);
const sandbox = await startSandbox({
  database: database.url,
  botsDatabase,
  port: Number(process.env.PORT ?? usualPort),
  environment: { LOG_LEVEL: 'warn', ...process.env },
});

if (await Promise.race([sandbox.bot.start(), stopped.then(() => false)])) {
  console.log(`
Open ${sandbox.page.url} and follow the tour.
The same from another terminal:

  DATABASE_URL=${botsDatabase} INSTANCE_URL=https://social.test \\
    npm run console -- user list

Ctrl-C ends it all, and leaves nothing behind.`);
  await stopped;
} else {
  process.exitCode = 1;
}

await sandbox.stop();
// The embedded server takes its databases and roles along, and a Ctrl-C has reached it as well.
if (process.env.TEST_DATABASE_URL !== undefined) {
  await database.drop();
  await role.drop();
}
await postgres.stop();

/** The release that `--akkoma` names, or the newest; ends the program where it names none. */
function wantedRelease(): AkkomaRelease {
  const usage = `Usage: npm run sandbox -- [--akkoma ${akkomaReleases.join('|')}]`;
  try {
    const { values } = parseArgs({ options: { akkoma: { type: 'string' } }, strict: true });
    const { akkoma: name = newestRelease } = values;
    if (isAkkomaRelease(name)) return name;
  } catch {
    // Said below.
  }
  console.error(usage);
  process.exit(2);
}

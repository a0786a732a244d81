import { parseArgs } from 'node:util';
import { prepareDatabase } from '../src/setup/prepare-database.ts';
import { startPostgres } from './database/postgres.ts';
import { type AkkomaRelease, akkomaReleases, isAkkomaRelease, newestRelease } from './database/releases.ts';
import { addressFor, createRole, grantTo } from './database/role.ts';
import { prepareTemplate } from './database/template.ts';
import { akkomaWorld } from './database/world.ts';
import { startSandbox } from './start.ts';

/** The default port of the page. If it is taken, the page gets any free port. */
const usualPort = 4747;

const akkoma = wantedRelease();
const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
// These listeners stay until the end. `onProcessEnd` leaves a signal to the program only while the program listens to
// it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop());

console.log(
  `Starting PostgreSQL with a small Akkoma ${akkoma} instance, a local Discord server, and Steward …`,
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
To run a command in another terminal:

  DATABASE_URL=${botsDatabase} INSTANCE_URL=https://social.test \\
    npm run console -- user list

Press Ctrl-C to stop everything and delete its data.`);
  await stopped;
} else {
  process.exitCode = 1;
}

await sandbox.stop();
// An embedded server is deleted with its databases and roles, and Ctrl-C may have ended it already.
if (process.env.TEST_DATABASE_URL !== undefined) {
  await database.drop();
  await role.drop();
}
await postgres.stop();

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

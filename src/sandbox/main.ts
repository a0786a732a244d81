import { prepareDatabase } from '../prepare-database.ts';
import { startAkkomaServer } from './akkoma-server/index.ts';
import { createBotProcess } from './bot-process.ts';
import { startPostgres } from './database/postgres.ts';
import { addressFor, createRole, grantTo } from './database/role.ts';
import { prepareTemplate } from './database/template.ts';
import { akkomaWorld } from './database/world.ts';
import { startDiscordSandbox } from './discord/index.ts';
import { servePage } from './page/index.ts';

/** Where the page is, unless something else is there already. */
const usualPort = 4747;

const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
// Kept to the end: what cleans up when a process ends leaves a signal to the program only while that listens.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop());

console.log('Starting a PostgreSQL with a small Akkoma instance in it, a Discord, and Steward …');
const postgres = await startPostgres({ url: process.env.TEST_DATABASE_URL });
const role = await createRole(postgres.url);
const database = await prepareTemplate({
  maintenanceUrl: postgres.url,
  world: akkomaWorld,
  prepare: async (url) => {
    await prepareDatabase(url);
    await grantTo(role, url);
  },
});
const akkoma = await startAkkomaServer({ url: database.url });
const discord = await startDiscordSandbox({ commandsForEveryone: true });

const environment = {
  DATABASE_URL: addressFor(role, database.url),
  INSTANCE_URL: 'https://social.test',
  DISCORD_TOKEN: discord.token,
  DISCORD_API_URL: discord.apiUrl,
  DISCORD_GUILD_ID: discord.guild.id,
  ADMIN_ROLE_IDS: discord.guild.roles.admin.id,
  MODERATOR_ROLE_IDS: discord.guild.roles.moderator.id,
  AUDIT_CHANNEL_ID: discord.guild.channels.audit.id,
};
const bot = createBotProcess({
  environment: { LOG_LEVEL: 'warn', ...process.env, ...environment },
  ready: () => discord.ready(60_000),
});
const behind = { database: database.url, bot };
const page = await servePage(discord, { port: Number(process.env.PORT ?? usualPort), ...behind }).catch(() =>
  servePage(discord, behind),
);

const opened = await Promise.race([bot.start(), stopped.then(() => false)]);
if (opened) {
  console.log(`
Open ${page.url} and type, for example: /user deactivate lain
The same from another terminal:

  DATABASE_URL=${environment.DATABASE_URL} INSTANCE_URL=https://social.test \\
    npm run console -- user list

Ctrl-C ends it all, and leaves nothing behind.`);
  await stopped;
} else {
  process.exitCode = 1;
}

await bot.stop();
await page.close();
await discord.close();
await akkoma.stop();
// The embedded server takes its databases and roles along, and a Ctrl-C has reached it as well.
if (process.env.TEST_DATABASE_URL !== undefined) {
  await database.drop();
  await role.drop();
}
await postgres.stop();

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { runBot } from '../../src/bot/bot.ts';
import { readBotConfig } from '../../src/settings/config.ts';
import { ownServer } from '../drills/own-server.ts';
import { botEnvironment } from '../support/bot-process.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';

const anywhere = {
  INSTANCE_URL: 'https://social.test',
  DISCORD_TOKEN: 'a.b.c',
  DISCORD_API_URL: 'http://127.0.0.1:9/api',
  DISCORD_GUILD_ID: '1212740923873198131',
  ADMIN_ROLE_IDS: '1212740923873198132',
};

/** The sentence with which the bot does not start. */
const botSays = (environment: Readonly<Record<string, string>>): Promise<string> =>
  runBot({
    config: readBotConfig({ ...anywhere, ...environment }, catalogue.operations.keys()),
    log: pino({ enabled: false }),
    pageSize: 20,
    applicationName: 'steward-test',
    onLost: () => undefined,
  }).then(
    () => 'started',
    (error: Error) => error.message,
  );

const consoleSays = async (DATABASE_URL: string): Promise<string> =>
  (await runConsole(['user', 'list'], { ...anywhere, DATABASE_URL })).err.trimEnd();

const migrateSays = (DATABASE_URL: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/migrate.js'],
      { env: { PATH: process.env.PATH, ...anywhere, DATABASE_URL } },
      (_error, _out, err) => resolve(err.trimEnd()),
    );
  });

const changed = (url: string, parts: Partial<URL>): string => Object.assign(new URL(url), parts).href;

const doctor = 'For a full check, run "steward doctor".';

const sentences = {
  'a wrong password': `PostgreSQL refuses the login: the password is wrong, or the role of DATABASE_URL does not exist. Nothing was changed. Correct them: in DATABASE_URL, write a # as %23; in .env, put a value with a # in quotes. ${doctor}`,
  'no password': `PostgreSQL refuses the login: the password is wrong, or the role of DATABASE_URL does not exist. Nothing was changed. Correct them: in DATABASE_URL, write a # as %23; in .env, put a value with a # in quotes. ${doctor}`,
  'a missing role': `PostgreSQL refuses the login: the role of DATABASE_URL does not exist, or may not log in. Nothing was changed. Correct its name, or create it as in docs/install.md, "2. The database". ${doctor}`,
  'a role that pg_hba.conf rejects': `PostgreSQL refuses the login: pg_hba.conf has no line for the database, the role of DATABASE_URL and the address of this machine. Nothing was changed. Add one, or correct DATABASE_URL. ${doctor}`,
  'a missing database': `PostgreSQL has no database with the name at the end of DATABASE_URL. Nothing was changed. Correct it: it is the name of Akkoma's database. ${doctor}`,
  'a server that is down': `The database cannot be reached: nothing listens at the host and port of DATABASE_URL. Nothing was changed. Start PostgreSQL, or correct them. ${doctor}`,
  'a host that is unknown': `The database cannot be reached: the host of DATABASE_URL was not found. Nothing was changed. Correct it, or fix the DNS. ${doctor}`,
  'a socket that does not exist': `The database cannot be reached: there is no socket in the directory of DATABASE_URL. Nothing was changed. Start PostgreSQL, or correct the directory and the port. ${doctor}`,
};

test('each reason why the database lets nobody in has a sentence of its own, in the bot, the console and the migration', async () => {
  const { url, client } = await ownServer();
  const { rows } = await client.query('show hba_file');
  const path: string = rows[0].hba_file;
  // The first line that fits counts.
  const first = 'host all trusted 127.0.0.1/32 trust\nhost all barred 127.0.0.1/32 reject\n';
  writeFileSync(path, `${first}${readFileSync(path, 'utf8')}`);
  await client.query('select pg_reload_conf()');

  const urls: Record<keyof typeof sentences, string> = {
    'a wrong password': changed(url, { password: 'wrong' }),
    'no password': changed(url, { password: '' }),
    'a missing role': changed(url, { username: 'trusted' }),
    'a role that pg_hba.conf rejects': changed(url, { username: 'barred' }),
    'a missing database': changed(url, { pathname: '/nowhere' }),
    'a server that is down': changed(url, { port: '9' }),
    'a host that is unknown': changed(url, { hostname: 'nowhere.invalid' }),
    'a socket that does not exist': `postgres://steward@/akkoma?host=/nowhere`,
  };
  const told = async (say: (address: string) => Promise<string>) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(urls).map(async ([kind, address]) => [kind, await say(address)] as const),
      ),
    );

  expect(await told((DATABASE_URL) => botSays({ DATABASE_URL }))).toEqual(sentences);
  expect(await told(consoleSays)).toEqual(sentences);
  expect(await told(migrateSays)).toEqual(sentences);
});

test('each reason why Discord does not let the bot in has a sentence of its own', async () => {
  const { url } = await pristineDatabase();
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const right = botEnvironment(url, discord);

  expect(await botSays({ ...right, DISCORD_TOKEN: 'not.the.token' })).toBe(
    'Discord rejected DISCORD_TOKEN. Reset the token at https://discord.com/developers/applications, page "Bot", and set DISCORD_TOKEN to the new one. For a full check, run "steward doctor".',
  );
  expect(await botSays({ ...right, DISCORD_GUILD_ID: '1212700000000000000' })).toBe(
    'The bot is not in the server of DISCORD_GUILD_ID. Correct the id, or add the bot to the server. For a full check, run "steward doctor".',
  );
  expect(await botSays({ ...right, DISCORD_API_URL: 'http://127.0.0.1:9/api' })).toBe(
    'Discord cannot be reached (ECONNREFUSED). Check the network of this machine, and DISCORD_API_URL if it is set. For a full check, run "steward doctor".',
  );
});

import { execFile } from 'node:child_process';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { runBot } from '../../src/bot.ts';
import { Misconfigured, readBotConfig, readConsoleConfig } from '../../src/config.ts';
import { Conflict, Unavailable } from '../../src/errors.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';

const complete = {
  DATABASE_URL: 'postgres://steward@localhost/akkoma',
  INSTANCE_URL: 'https://social.test/',
  DISCORD_TOKEN: 'a.b.c',
  DISCORD_GUILD_ID: '1212740923873198131',
  ADMIN_ROLE_IDS: '1212740923873198132, 1212740923873198133',
};

function start(environment: Readonly<Record<string, string>>): Promise<{ exit: number; said: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/main.js'],
      { env: { PATH: process.env.PATH, ...environment }, timeout: 60_000 },
      (error, out, err) => resolve({ exit: Number(error?.code ?? 0), said: `${out}${err}` }),
    );
  });
}

test('a complete environment is understood', () => {
  expect(readBotConfig(complete, [])).toMatchObject({
    INSTANCE_URL: 'https://social.test',
    ADMIN_ROLE_IDS: ['1212740923873198132', '1212740923873198133'],
    MODERATOR_ROLE_IDS: [],
    DISCORD_CHANNEL_IDS: [],
    AKKOMA_FEDERATING: true,
  });
});

test('everything that is missing or malformed is named at once, and no value is repeated', () => {
  const read = () =>
    readBotConfig(
      {
        ...complete,
        DATABASE_URL: 'mysql://hunter2@x',
        DISCORD_TOKEN: '',
        ADMIN_ROLE_IDS: 'admins',
      },
      [],
    );

  expect(read).toThrow(Misconfigured);
  expect(read).toThrow(/DATABASE_URL must be an address such as postgres:/);
  expect(read).toThrow(/DISCORD_TOKEN is missing/);
  expect(read).toThrow(/ADMIN_ROLE_IDS must be a Discord id/);
  expect(read).not.toThrow(/hunter2/);
});

test('the console needs nothing of Discord', () => {
  const { DATABASE_URL, INSTANCE_URL } = complete;
  expect(readConsoleConfig({ DATABASE_URL, INSTANCE_URL })).toMatchObject({ LOG_LEVEL: 'info' });
});

test('the bot says what is missing and ends', async () => {
  const { exit, said } = await start({});

  expect(exit).toBe(1);
  expect(said.trim().split('\n')).toHaveLength(1);
  for (const name of [
    'DATABASE_URL',
    'INSTANCE_URL',
    'DISCORD_TOKEN',
    'DISCORD_GUILD_ID',
    'ADMIN_ROLE_IDS',
  ]) {
    expect(said).toContain(`${name} is missing`);
  }
});

test('the bot says that Discord cannot be reached and ends', async () => {
  const { url } = await pristineDatabase();
  const { exit, said } = await start({
    ...complete,
    DATABASE_URL: url,
    DISCORD_API_URL: 'http://127.0.0.1:9/api',
    LOG_LEVEL: 'silent',
  });

  expect(exit).toBe(1);
  expect(said).toMatch(/^Discord did not let Steward in.*\n$/);
});

/** The bot in this process; it fails with the sentence with which the program ends. */
const run = (environment: Readonly<Record<string, string>>) =>
  runBot({
    config: readBotConfig({ ...complete, ...environment }, catalogue.usualTiers.keys()),
    log: pino({ enabled: false }),
    pageSize: 20,
    applicationName: 'steward-test',
    onLost: () => undefined,
  });

test('the bot does not start where the database cannot be reached', async () => {
  const starting = run({ DATABASE_URL: 'postgres://steward@127.0.0.1:9/akkoma' });

  await expect(starting).rejects.toThrow(Unavailable);
  await expect(starting).rejects.toThrow(/^The database cannot be reached.*DATABASE_URL/);
});

test('the bot does not start where the database belongs to another instance', async () => {
  const { url } = await pristineDatabase();
  const starting = run({ DATABASE_URL: url, INSTANCE_URL: 'https://other.test' });

  await expect(starting).rejects.toThrow(Conflict);
  await expect(starting).rejects.toThrow(
    /INSTANCE_URL is https:\/\/other\.test.*belong to https:\/\/social\.test/,
  );
});

test('the bot does not start where the database was not migrated, and does not migrate it', async () => {
  const { url, client } = await ownDatabase();
  await client.query('drop schema steward cascade');
  const starting = run({ DATABASE_URL: url });

  await expect(starting).rejects.toThrow(Unavailable);
  await expect(starting).rejects.toThrow(/npm run migrate/);
  expect((await client.query(`select from pg_namespace where nspname = 'steward'`)).rowCount).toBe(0);
});

test.for([
  ['postgres://localhost', /must name a database/],
  ['postgres://localhost/', /must name a database/],
  ['postgres://steward:100%@localhost/akkoma', /%25/],
  ['postgres://steward:%ff@localhost/akkoma', /not UTF-8/],
  ['postgres://steward:pa/ss@localhost/akkoma', /must be an address such as/],
  ['postgres://localhost/akkoma?sslmod=require', /may have no parameters but host, sslmode/],
  ['postgres://localhost/akkoma?sslmode=prefer', /must say sslmode as one of disable, require/],
  ['postgres://localhost/akkoma?sslrootcert=/nowhere', /cannot be read/],
  ['postgres://localhost/akkoma?sslmode=verify-ca', /must give sslrootcert/],
] as const)('an address of a database that is not understood is refused: %s', ([url, fault]) => {
  const read = () => readConsoleConfig({ ...complete, DATABASE_URL: url });

  expect(read).toThrow(Misconfigured);
  expect(read).toThrow(fault);
});

test.for([
  'postgres://localhost/akkoma',
  'postgresql://steward:p%40ss%2Fword@[::1]:5433/akkoma?sslmode=require',
  'postgres://steward@/akkoma?host=/run/postgresql',
  'postgres:///akkoma?host=/run/postgresql',
])('an address of a database as PostgreSQL writes them is understood: %s', (url) => {
  expect(readConsoleConfig({ ...complete, DATABASE_URL: url })).toMatchObject({ DATABASE_URL: url });
});

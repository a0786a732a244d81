import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import manifest from '../../package.json' with { type: 'json' };
import { runBot } from '../../src/bot/bot.ts';
import { readBotConfig } from '../../src/settings/config.ts';
import { Conflict, Unavailable } from '../../src/text/errors.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';

const complete = {
  DATABASE_URL: 'postgres://steward@localhost/akkoma',
  INSTANCE_URL: 'https://social.test/',
  DISCORD_TOKEN: 'a.b.c',
  DISCORD_GUILD_ID: '1212740923873198131',
  ADMIN_ROLE_IDS: '1212740923873198132, 1212740923873198133',
};

interface Started {
  readonly words?: readonly string[];
  readonly cwd?: string;
}

function start(
  environment: Readonly<Record<string, string>>,
  { words = [], cwd = '.' }: Started = {},
): Promise<{ exit: number; said: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [resolve('src/main.js'), ...words],
      { cwd, env: { PATH: process.env.PATH, ...environment }, timeout: 60_000 },
      (error, out, err) => done({ exit: Number(error?.code ?? 0), said: `${out}${err}` }),
    );
  });
}

test('the bot prints what is missing and exits', async () => {
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

test('npm start reads .env, which comes after the environment and may be missing', async () => {
  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'steward-start-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return folder;
  };
  const [empty, settings, unreadable] = [newFolder(), newFolder(), newFolder()];
  writeFileSync(
    join(settings, '.env'),
    'INSTANCE_URL=https://social.test\nDISCORD_TOKEN=a.b.c\nADMIN_ROLE_IDS=1',
  );
  mkdirSync(join(unreadable, '.env'));
  const words = manifest.scripts.start.split(' src/main.js ')[1]?.split(' ') ?? [];
  const { ADMIN_ROLE_IDS } = complete;
  const sayingOf = async (...given: Parameters<typeof start>) => (await start(...given)).said.trimEnd();

  expect(
    await Promise.all([
      sayingOf({}, { words, cwd: empty }),
      sayingOf({ ADMIN_ROLE_IDS }, { words, cwd: settings }),
      sayingOf({ ADMIN_ROLE_IDS }, { cwd: settings }),
      sayingOf({}, { words, cwd: unreadable }),
    ]),
  ).toEqual([
    expect.stringMatching(/^DATABASE_URL is missing; INSTANCE_URL .*; ADMIN_ROLE_IDS is missing\. .*$/),
    expect.stringMatching(/^DATABASE_URL is missing; DISCORD_GUILD_ID is missing\. .*$/),
    expect.stringMatching(/^DATABASE_URL is missing; INSTANCE_URL is missing; .*$/),
    expect.stringMatching(/^Cannot read \S+\.env \(EISDIR\)\. .*$/),
  ]);
});

test('the bot prints that Discord cannot be reached and exits', async () => {
  const { url } = await pristineDatabase();
  const { exit, said } = await start({
    ...complete,
    DATABASE_URL: url,
    DISCORD_API_URL: 'http://127.0.0.1:9/api',
    LOG_LEVEL: 'silent',
  });

  expect(exit).toBe(1);
  expect(said).toMatch(/^Discord cannot be reached \(ECONNREFUSED\)\. .*\n$/);
});

/** Runs the bot in this process; rejects with the sentence with which the program exits. */
const run = (environment: Readonly<Record<string, string>>) =>
  runBot({
    config: readBotConfig({ ...complete, ...environment }, catalogue.operations.keys()),
    log: pino({ enabled: false }),
    pageSize: 20,
    applicationName: 'steward-test',
    onLost: () => undefined,
  });

test('the bot does not start where the database cannot be reached', async () => {
  const starting = run({ DATABASE_URL: 'postgres://steward@127.0.0.1:9/akkoma' });

  await expect(starting).rejects.toThrow(Unavailable);
  await expect(starting).rejects.toThrow(/^The database cannot be reached: nothing listens .*DATABASE_URL/);
});

test('the bot does not start where the database belongs to another instance', async () => {
  const { url } = await pristineDatabase();
  const starting = run({ DATABASE_URL: url, INSTANCE_URL: 'https://other.test' });

  await expect(starting).rejects.toThrow(Conflict);
  await expect(starting).rejects.toThrow(
    /INSTANCE_URL is https:\/\/other\.test.*belong to https:\/\/social\.test/,
  );
});

test('the bot does not start where the database is not migrated, and does not migrate it', async () => {
  const { url, client } = await ownDatabase();
  await client.query('drop schema steward cascade');
  const starting = run({ DATABASE_URL: url });

  await expect(starting).rejects.toThrow(Unavailable);
  await expect(starting).rejects.toThrow(/node src\/migrate\.js/);
  expect((await client.query(`select from pg_namespace where nspname = 'steward'`)).rowCount).toBe(0);
});

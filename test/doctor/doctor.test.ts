import { expect, onTestFinished, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { startSteward } from '../support/steward.ts';
import { botOn, consoleOn, findings } from './findings.ts';

test('the doctor prints that all is in order, a line for each check, and exits with 0', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);

  const { exit, out, err } = await runConsole(['doctor'], botOn(url, discord));

  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const lines = out.trimEnd().split('\n');
  expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([]);
  expect(lines.map((line) => /^\w+ +([^:]+):/.exec(line)?.[1])).toEqual([
    'Settings',
    'Database',
    'PostgreSQL',
    'Writes',
    'Session settings',
    'Akkoma',
    'Akkoma’s tables',
    'Nicknames',
    'Instance',
    'Migrations',
    'Functions',
    'Queues',
    'Grants',
    'Deadlocks',
    'Akkoma’s job queue',
    'Clock',
    'Mail presets',
    'Token',
    'Interactions endpoint',
    'Server',
    'Channels',
    'Roles',
    'Commands',
    'Global commands',
    'Permissions',
  ]);
});

test('the doctor checks what the valid half of the settings leads to, and exits with 1', async () => {
  const { url } = await pristineDatabase();
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());

  const { exit, out, err } = await runConsole(['doctor', '--json'], {
    ...botOn(url, discord),
    INSTANCE_URL: 'social.test',
    ADMIN_ROLE_IDS: 'admins',
    BULK_LIMIT: 'many',
  });

  expect({ exit, err }).toEqual({ exit: 1, err: '' });
  const { ok, checks } = JSON.parse(out) as {
    ok: boolean;
    checks: { check: string; status: string; said: string; mend?: string }[];
  };
  expect(ok).toBe(false);
  const of = (name: string) => checks.find(({ check }) => check === name);
  expect(of('Settings')?.said).toMatch(
    /INSTANCE_URL must be .*; ADMIN_ROLE_IDS must be .*; BULK_LIMIT must be|INSTANCE_URL must be .*BULK_LIMIT must be .*ADMIN_ROLE_IDS must be/,
  );
  expect(of('Settings')?.mend).toContain('.env.example');
  expect(of('Akkoma’s tables')?.status).toBe('ok');
  expect(of('Instance')).toMatchObject({ status: 'skipped', said: expect.stringContaining('INSTANCE_URL') });
  expect(of('Server')?.status).toBe('ok');
  expect(of('Roles')).toMatchObject({ status: 'skipped', said: expect.stringContaining('ADMIN_ROLE_IDS') });
});

test('the doctor does not ask a console-only setup for the bot’s settings', async () => {
  const { url } = await pristineDatabase();

  const found = await findings(consoleOn(url));

  expect(found.Settings?.status).toBe('ok');
  expect(found.Discord).toMatchObject({ status: 'skipped', said: expect.stringContaining('console') });
  expect(found.Token).toBeUndefined();
});

test('the doctor names what is missing with nothing set at all, and tries nothing', async () => {
  const found = await findings({});

  expect(found.Settings).toMatchObject({
    status: 'failed',
    said: 'DATABASE_URL is missing; INSTANCE_URL is missing.',
  });
  expect(found.Database?.status).toBe('skipped');
});

test('the doctor repeats no secret of the settings', async () => {
  const { out, err } = await runConsole(['doctor'], {
    DATABASE_URL: 'postgres://steward:hunter2@127.0.0.1:9/akkoma',
    INSTANCE_URL: 'https://social.test',
    DISCORD_TOKEN: 'hunter3',
    DISCORD_API_URL: 'http://127.0.0.1:9/api',
  });

  expect(out).toMatch(/^failed +Database: .* nothing listens /m);
  expect(out).toMatch(/^failed +Token: .*DISCORD_API_URL/m);
  expect(`${out}${err}`).not.toMatch(/hunter/);
});

test.for([
  ['doctor', '--frobnicate'],
  ['doctor', 'me'],
])('wrong usage of the doctor exits with 2: %j', async (words) => {
  const { exit, err } = await runConsole(words, {});

  expect(exit).toBe(2);
  expect(err).toContain('Usage: ');
});

test('the doctor is in the overview of commands, and has a help of its own', async () => {
  expect((await runConsole(['help'], {})).out).toMatch(/^ {2}doctor +Check settings/m);
  expect(await runConsole(['help', 'doctor'], {})).toMatchObject({
    exit: 0,
    out: expect.stringContaining('Usage: steward doctor'),
  });
});

test('checks that are skipped for the same cause are one line, which names them and the cause', async () => {
  const environment = {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    INSTANCE_URL: 'https://social.test',
  };

  const { out } = await runConsole(['doctor'], environment);
  const narrow = await runConsole(['doctor'], environment, { columns: 60 });

  expect(out.split('\n').filter((line) => line.startsWith('skipped'))).toEqual([
    'skipped  PostgreSQL, Writes, Session settings, Akkoma, Akkoma’s tables, Nicknames, Instance, Migrations, Functions, Queues, Grants, Deadlocks, Akkoma’s job queue, Clock: Not checked, because "Database" did not succeed.',
    expect.stringMatching(/^skipped {2}Discord: Not checked, because none of the bot's settings is set\./),
  ]);
  expect(narrow.out.split('\n').every((line) => line.length <= 60)).toBe(true);
  expect(narrow.out).toMatch(/^skipped {2}PostgreSQL, .*\n {9}\S/m);
});

test('on a terminal with colours, each status has its own', async () => {
  const { out } = await runConsole(['doctor'], {}, { columns: 80, variables: { TERM: 'xterm' } });

  expect(out).toMatch(
    new RegExp(`^${RegExp.escape('\u001b[31mfailed\u001b[39m')}   Settings: DATABASE_URL is missing`, 'm'),
  );
  expect(out).toMatch(/^skipped {2}\w/m);
});

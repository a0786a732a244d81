import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { addressFor } from '../../sandbox/database/role.ts';
import { prepareTemplate } from '../../sandbox/database/template.ts';
import { akkomaWorld } from '../../sandbox/database/world.ts';
import { prepareDatabase } from '../../src/setup/prepare-database.ts';
import { blocksOf } from '../docs/blocks.ts';
import { runConsole } from '../support/console.ts';
import { ownDatabase } from '../support/database.ts';
import { startSteward } from '../support/steward.ts';
import { cardOf } from '../support/team.ts';

/** The statements with which docs/install.md creates the two roles. */
const statementsOfPage = (): string => blocksOf(readFileSync('docs/install.md', 'utf8'), 'sql').join('\n');

interface Installed {
  /** The address for the role that works. */
  readonly url: string;
  /** The address for the role that migrates. */
  readonly ownersUrl: string;
  readonly superuser: Client;
}

/** A database that was set up by the steps of the page, with role names of its own. */
async function installedByPage(): Promise<Installed> {
  const { maintenanceUrl } = inject('template');
  const database = await prepareTemplate({ maintenanceUrl, world: akkomaWorld });
  const role = `steward_${database.name.slice(-12)}`;
  const owner = `${role}_owner`;
  const superuser = new Client({ connectionString: database.url });
  await superuser.connect();
  onTestFinished(async () => {
    await superuser.end();
    // The rights and objects of the roles are in this database alone. Dropping it removes them without a lock that
    // other tests could wait for.
    await database.drop();
    const server = new Client({ connectionString: maintenanceUrl });
    await server.connect();
    await server.query(`drop role ${role}, ${owner}`);
    await server.end();
  });
  await superuser.query(
    statementsOfPage()
      .replaceAll(/\bsteward(?=_owner\b| login\b)/g, role)
      .replaceAll(/'\w*PASSWORD'/g, `'secret'`)
      .replace('database akkoma', `database "${database.name}"`),
  );
  const addressOf = (name: string): string => addressFor({ name, password: 'secret' }, database.url);
  expect(await prepareDatabase(addressOf(owner))).not.toEqual([]);
  const { exit, out, err } = await runConsole(['grants', role], {});
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  await superuser.query(out);
  return { url: addressOf(role), ownersUrl: addressOf(owner), superuser };
}

test('the roles of docs/install.md suffice to migrate and to work, and neither can change Akkoma’s tables', async () => {
  const { url, ownersUrl } = await installedByPage();

  for (const words of [
    ['list'],
    ['show', 'lain'],
    ['deactivate', 'lain'],
    ['tag', 'bob', 'x'],
    ['rm', 'lain', '-y', '--json'],
  ]) {
    const run = await runConsole(['user', ...words], {
      DATABASE_URL: url,
      INSTANCE_URL: 'https://social.test',
    });
    expect(run).toMatchObject({ exit: 0, err: '' });
  }
  expect(await prepareDatabase(ownersUrl)).toEqual([]);

  for (const address of [url, ownersUrl]) {
    const client = new Client({ connectionString: address });
    await client.connect();
    onTestFinished(() => client.end());
    await expect(client.query('alter table users add column x int')).rejects.toThrow(/must be owner/);
  }
  const owner = new Client({ connectionString: ownersUrl });
  await owner.connect();
  onTestFinished(() => owner.end());
  await expect(owner.query('select from users')).rejects.toThrow(/permission denied/);
});

test('the roles suffice for the queues: approved actions are run, followed, reported and undone', async () => {
  const { url, superuser } = await installedByPage();
  const steward = await startSteward(url, {
    environment: { APPROVALS_DESTRUCTIVE: '1', SLOW_QUERY_MS: '60000' },
  });
  const { discord } = steward;

  await discord.as('ada').type('/instance deactivate_all spam.example for:7d reason:spam');
  const card = await cardOf(steward, superuser, 1);
  await card.approve('ivan');
  await card.shows('Done');
  await superuser.query(`
    update steward.actions set reverses_at = now() where id = 1;
    update steward_jobs.job set start_after = now() where name = 'reverse'`);
  await card.shows('Reverted');

  await discord.as('ada').type('/user rm lain reason:"asked for it"');
  const removal = await cardOf(steward, superuser, 3);
  await removal.approve('ivan');
  await removal.shows('Finishing in Akkoma');
  expect(steward.logged.filter((line) => JSON.parse(line).level >= 40)).toEqual([]);
});

test('migrating and working name the rights that a role lacks', async () => {
  const { url: anybodysUrl, client } = await ownDatabase();
  const role = `stranger_${process.pid}`;
  await client.query(`create role ${role} login password 'secret'`);
  onTestFinished(() => client.query(`drop role ${role}`).then(() => undefined));
  const url = addressFor({ name: role, password: 'secret' }, anybodysUrl);
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  const worked = await runConsole(['user', 'list'], environment);
  const migrated = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      ['src/migrate.js'],
      { env: { PATH: process.env.PATH, ...environment } },
      (_error, _out, err) => resolve(err),
    );
  });

  for (const said of [worked.err, migrated]) {
    expect(said).toMatch(/^The role of DATABASE_URL lacks rights .* docs\/install\.md, .*\n$/);
  }
});

test('a role with the rights of another version gets the names of what it lacks before anything is done, and missing tables of Akkoma are not asked for', async () => {
  const { url, superuser } = await installedByPage();
  const { username } = new URL(url);
  await superuser.query(`
    revoke select (email) on users from ${username};
    revoke delete on hashtags from ${username};
    drop table instances`);

  const run = await runConsole(['user', 'list'], { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' });

  expect(run).toMatchObject({
    exit: 1,
    err: expect.stringMatching(
      /^The role of DATABASE_URL lacks rights on public\.hashtags, public\.users\. .*grants.*\n$/,
    ),
  });
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { prepareDatabase } from '../../src/prepare-database.ts';
import { prepareTemplate } from '../../src/sandbox/database/template.ts';
import { akkomaWorld } from '../../src/sandbox/database/world.ts';
import { blocksOf } from '../docs/blocks.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { startSteward } from '../support/steward.ts';
import { cardOf } from '../support/team.ts';

/** The statements with which docs/install.md gives Steward a role of its own. */
const statementsOfPage = (): string => blocksOf(readFileSync('docs/install.md', 'utf8'), 'sql').join('\n');

/** A database in which the page's role, under a name of its own, has just been made. */
async function withRoleOfPage(): Promise<{ url: URL; owner: Client }> {
  const { maintenanceUrl } = inject('template');
  const database = await prepareTemplate({ maintenanceUrl, world: akkomaWorld });
  const role = `steward_${database.name.slice(-12)}`;
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  onTestFinished(async () => {
    await owner.query(`drop owned by ${role} cascade; drop role ${role}`);
    await owner.end();
    await database.drop();
  });
  await owner.query(
    statementsOfPage()
      .replaceAll(/\bsteward\b(?= login|;)/g, role)
      .replace('PASSWORD', 'secret')
      .replace('database akkoma', `database "${database.name}"`),
  );
  const url = new URL(database.url);
  url.username = role;
  url.password = 'secret';
  return { url, owner };
}

test('the role that docs/install.md describes is enough to migrate and to work, and cannot change Akkoma’s tables', async () => {
  const { url } = await withRoleOfPage();

  expect(await prepareDatabase(url.href)).not.toEqual([]);
  for (const words of [
    ['list'],
    ['show', 'lain'],
    ['deactivate', 'lain'],
    ['tag', 'bob', 'x'],
    ['rm', 'lain', '-y'],
  ]) {
    const run = await runConsole(['user', ...words], {
      DATABASE_URL: url.href,
      INSTANCE_URL: 'https://social.test',
    });
    expect(run).toMatchObject({ exit: 0, err: '' });
  }

  const steward = new Client({ connectionString: url.href });
  await steward.connect();
  onTestFinished(() => steward.end());
  await expect(steward.query('alter table users add column x int')).rejects.toThrow(/must be owner/);
}, 60_000);

test('it is enough for the queues: what was agreed to is run, followed, told and undone', async () => {
  const { url, owner } = await withRoleOfPage();
  await prepareDatabase(url.href);
  const steward = await startSteward(url.href, { environment: { APPROVALS_DESTRUCTIVE: '1' } });
  const { discord } = steward;

  await discord.as('ada').type('/user deactivate_all_from_instance spam.example for:7d reason:spam');
  const card = await cardOf(steward, owner, 1);
  await card.press('ivan', 'Approve');
  await card.shows('Done');
  await owner.query(`
    update steward.actions set reverses_at = now() where id = 1;
    update steward_jobs.job set start_after = now() where name = 'reverse'`);
  await card.shows('Undone');

  await discord.as('ada').type('/user rm lain reason:"asked for it"');
  const removal = await cardOf(steward, owner, 3);
  await removal.press('ivan', 'Approve');
  await removal.shows('Akkoma is at its part');
});

test('a role without the rights is told which it lacks, by migrating and by working', async () => {
  const { url: ownersUrl, client } = await pristineDatabase();
  const role = `stranger_${process.pid}`;
  await client.query(`create role ${role} login password 'secret'`);
  onTestFinished(() => client.query(`drop role ${role}`).then(() => undefined));
  const url = new URL(ownersUrl);
  url.username = role;
  url.password = 'secret';
  const environment = { DATABASE_URL: url.href, INSTANCE_URL: 'https://social.test' };

  const worked = await runConsole(['user', 'list'], environment);
  const migrated = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      ['src/migrate.ts'],
      { env: { PATH: process.env.PATH, ...environment } },
      (_error, _out, err) => resolve(err),
    );
  });

  for (const said of [worked.err, migrated]) {
    expect(said).toMatch(/^The role of DATABASE_URL lacks rights .* docs\/install\.md .*\n$/);
  }
});

import { expect, test } from 'vitest';
import type { SandboxPerson } from '../../sandbox/discord/index.ts';
import { akkomaOn } from '../support/akkoma.ts';
import { buttonOf } from '../support/buttons.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { proxyTo } from '../support/proxy.ts';
import { fieldsOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';

async function scene() {
  const { url, client } = await pristineDatabase('3.16.0');
  await client.query(`update users set is_moderator = true where nickname = 'bob'`);
  return { url, client };
}

async function demote(ada: SandboxPerson): Promise<void> {
  const card = await (await ada.type('/user set bob moderator:false')).message();
  await ada.click(card, buttonOf(card, 'Run now'));
}

const environment = { AKKOMA_REFRESH: 'true' };

test('the answer says when Akkoma’s server uses the change', async () => {
  const { url } = await scene();
  const { discord } = await startSteward(url, { environment });
  const akkoma = await akkomaOn(url);
  await akkoma.cachedAccount('bob');
  const ada = discord.as('ada');

  await demote(ada);

  await expect.poll(() => ada.messages().map(fieldsOf)).toMatchObject([{ 'In Akkoma': 'In effect.' }]);
  expect(await akkoma.cachedAccount('bob')).toMatchObject({ is_moderator: false });
  expect((await (await ada.type('/action show 1')).message()).embeds[0]?.fields).toContainEqual(
    expect.objectContaining({ name: 'In Akkoma', value: 'In effect.' }),
  );
});

test('the answer says that Akkoma could not be notified, and what was done instead', async () => {
  const { url, client } = await scene();
  const { discord } = await startSteward(url, { environment });
  const ada = discord.as('ada');
  await demote(ada);
  await expect.poll(async () => (await client.query('select from steward.refreshes')).rowCount).toBe(1);

  await client.query(`update steward.refreshes set enqueued_at = now() - interval '2 minutes'`);

  await expect
    .poll(() => ada.messages().map(fieldsOf))
    .toMatchObject([
      {
        'In Akkoma':
          'Not in effect yet. Akkoma reloads the account by itself, at the latest after a restart. Its sessions were ended so that nobody can use them.',
      },
    ]);
});

test('the card says that a change is in effect once the copy of Akkoma’s server has expired', async () => {
  const { url, client } = await pristineDatabase('3.21');
  await client.query(`update users set nickname = 'another' where nickname = 'internal.fetch'`);
  const { discord } = await startSteward(url, { environment });
  const mo = discord.as('mo');
  await mo.type('/user tag lain x');
  await expect
    .poll(() => mo.messages().map(fieldsOf))
    .toMatchObject([
      {
        'In Akkoma': expect.stringMatching(
          /^Not in effect yet\. Akkoma reloads the account by itself: <t:\d+:R>\.$/,
        ),
      },
    ]);

  await client.query(`
    update steward.actions set refresh = refresh || '{"expires_at": "2026-01-01T00:00:00.000Z"}'`);
  await client.query(
    `update steward_jobs.job set start_after = now() where name = 'refresh' and state = 'created'`,
  );

  await expect.poll(() => mo.messages().map(fieldsOf)).toMatchObject([{ 'In Akkoma': 'In effect.' }]);
});

test('the console waits until Akkoma’s server uses the change, though no bot runs', async () => {
  const { url, client } = await scene();
  const akkoma = await akkomaOn(url);
  await akkoma.cachedAccount('bob');

  const { exit, out } = await runConsole(['user', 'set', 'bob', '--no-moderator', '-y'], {
    ...environment,
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
  });

  expect(exit).toBe(0);
  expect(out).toMatch(/In Akkoma: +In effect\./);
  expect(await akkoma.cachedAccount('bob')).toMatchObject({ is_moderator: false });
  expect((await client.query('select from steward.refreshes')).rowCount).toBe(0);
});

test('the console prints the outcome where the database is lost before Akkoma’s server uses the change', async () => {
  const { url, client } = await scene();
  const proxy = await proxyTo(url);
  proxy.watch(({ sql }) => {
    if (/delete from oban_jobs job using steward\.refreshes/.test(sql)) proxy.cut();
  });

  const { exit, out, err } = await runConsole(['user', 'tag', 'bob', 'x'], {
    ...environment,
    DATABASE_URL: proxy.url,
    INSTANCE_URL: 'https://social.test',
    LOG_LEVEL: 'silent',
  });

  expect(exit).toBe(0);
  expect(out).toMatch(/^Tagged bob/);
  expect(err).toBe('The command succeeded, but its progress in Akkoma could not be read.\n');
  const { rows } = await client.query('select state from steward.actions');
  expect(rows).toEqual([{ state: 'done' }]);
});

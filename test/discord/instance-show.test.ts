import type { APIMessage } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { startTeam } from '../support/team.ts';

shareSteward();

const png = [0x89, 0x50, 0x4e, 0x47];

/** The bytes of the picture of a message, as Discord would load them. */
async function pictureOf({ embeds }: APIMessage): Promise<Uint8Array> {
  const url = embeds[0]?.image?.url;
  if (url === undefined) throw new Error('The message has no picture');
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

test('/instance show tells a moderator alone the numbers, what waits for staff, and a month as a picture', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  await client.query(`
    update users set last_active_at = null;
    update users set last_active_at = timezone('UTC', now()) - interval '40 days' where nickname = 'lain';
    update users set last_active_at = timezone('UTC', now()) - interval '1 day' where nickname in ('mo', 'gina');
    insert into instances (host, unreachable_since, inserted_at, updated_at)
      select 'gone.example', now, now, now from timezone('UTC', now()) as now;
    insert into oban_jobs (state, queue, worker, args, errors, attempt, max_attempts, inserted_at, scheduled_at) values
      ('available', 'mailer', 'W', '{}', '{}', 0, 1, timezone('UTC', now()), timezone('UTC', now())),
      ('retryable', 'federator_outgoing', 'W', '{}', '{}', 1, 5, timezone('UTC', now()), timezone('UTC', now()) + interval '1 hour'),
      ('scheduled', 'background', 'W', '{}', '{}', 0, 5, timezone('UTC', now()), timezone('UTC', now()) + interval '1 hour')`);
  const { discord } = await startSteward(url);

  const message = await (await discord.as('mo').type('/instance show')).message();

  expect(message.flags).toBe(64);
  expect(sentenceOf(message)).toMatch(/^social\.test: \d+ accounts, 2 people active in the last 30 days\.$/);
  expect(fieldsOf(message)).toMatchObject({
    Size: expect.stringMatching(
      /^\d+ posts · 3 people active in the last 180 days · 1 unreachable instance$/,
    ),
    'Waiting for staff': expect.stringMatching(
      /^4 open reports: `\/report list`\n5 accounts await approval: `\/signup list`\n0 requests need approvals\n\d accounts are unconfirmed$/,
    ),
    'Akkoma’s jobs': '`federator_outgoing`: 1 to retry\n`mailer`: 1 due',
    'Most reported instances': expect.stringMatching(/^social\.test: \d\n/),
  });
  expect([...(await pictureOf(message)).slice(0, 4)]).toEqual(png);
  expect(message.attachments).toEqual([]);
});

test('it counts the requests that need approvals', async () => {
  const { ask, discord } = await startTeam();
  await ask('ada', '/user rm lain reason:spam');

  const message = await (await discord.as('mo').type('/instance show')).message();

  expect(fieldsOf(message)['Waiting for staff']).toContain('1 request needs approvals: `/action list`');
});

test('a terminal shows the days as a table, and all of it as data', async () => {
  const { url } = await pristineDatabase();
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  const shown = await runConsole(['instance', 'show'], environment);
  const { out } = await runConsole(['instance', 'show', '--json'], environment);

  expect(shown.out).toMatch(/^20\d\d-\d\d-\d\d\t–\t–\t0$/m);
  expect(JSON.parse(out)).toMatchObject({
    accounts: expect.any(Number),
    requests: 0,
    days: expect.any(Array),
  });
});

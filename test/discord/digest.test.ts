import { expect, test } from 'vitest';
import { recordMonth } from '../../sandbox/database/month.ts';
import { ownersAddress, pristineDatabase, type TestDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';

const channel = '1212742078036512798';
const environment = { DIGEST_CHANNEL_ID: channel };

/** The channel had the digest of the week before the last one. */
const hadEarlier = ({ client }: TestDatabase) =>
  client.query(
    `insert into steward.digests (channel_id, week)
     select $1, date_trunc('week', timezone('UTC', now()) - interval '9 hours')::date - 7`,
    [channel],
  );

test('the channel gets the digest of the last week once, however many copies of the bot run', async () => {
  const database = await pristineDatabase('3.21 moderation');
  await hadEarlier(database);
  await recordMonth(ownersAddress(database.url));

  const { discord, startReplica } = await startSteward(database.url, { environment });
  await startReplica();

  const posted = () => discord.as('ada').messages('audit');
  await expect.poll(posted).toHaveLength(1);
  const [digest] = posted();
  expect(digest?.embeds[0]?.title).toMatch(/^The week from \d+ \w+ to \d+ \w+$/);
  expect(sentenceOf(digest)).toMatch(/^social\.test: \d+ sign-ups?, \d+ posts\.$/);
  expect(digest === undefined ? {} : fieldsOf(digest)).toMatchObject({
    'Beside the week before': expect.stringMatching(
      /^Sign-ups: \d+, after \d+\nPosts: \d+, after \d+\nActive people a day: \d+, after \d+$/,
    ),
    'Waiting for staff': expect.stringContaining('4 open reports: `/report list`'),
  });
  expect(digest?.embeds[0]?.image?.url).toMatch(/month\.png$/);
  const week = `select week = date_trunc('week', timezone('UTC', now()) - interval '9 hours')::date as newest from steward.digests`;
  await expect.poll(async () => (await database.client.query(week)).rows).toEqual([{ newest: true }]);
  expect(posted()).toHaveLength(1);
});

test('a digest that Discord refuses is posted later', async () => {
  const { url, client } = await pristineDatabase();
  const { discord, startReplica } = await startSteward(url, { environment });
  await expect.poll(async () => (await client.query('select from steward.digests')).rows).toHaveLength(1);
  discord.misbehave.fail(1, /messages$/);
  await client.query('update steward.digests set week = week - 7');

  await startReplica();

  await expect.poll(() => discord.as('ada').messages('audit')).toHaveLength(1);
});

test('a channel that is set in the middle of a week begins with the digest of that week', async () => {
  const { url, client } = await pristineDatabase();

  const { discord } = await startSteward(url, { environment });

  await expect
    .poll(async () => (await client.query('select channel_id from steward.digests')).rows)
    .toHaveLength(1);
  expect(discord.as('ada').messages('audit')).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { findRemovalJob } from '../../src/akkoma/accounts/removal-job.ts';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { fixFollowState } from '../../src/operations/instance/fix-follow-state.ts';
import { pristineDatabase } from '../support/database.ts';
import { featuresIn } from '../support/features.ts';
import { performOn, tester } from '../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };
const deletion = { ...request, operation: deleteActivities, args: { nickname: 'lain' } };
const fixing = {
  ...request,
  operation: fixFollowState,
  args: { local_user: 'gina', remote_user: 'friend4@friendly.example' },
};

test.each(['3.13.2', '3.21'] as const)(
  'the server of %s is notified immediately, once for each queue',
  async (akkoma) => {
    const { url, client } = await pristineDatabase(akkoma);
    const told: string[] = [];
    client.on('notification', ({ payload }) => told.push(payload ?? ''));
    await client.query('listen "public.oban_insert"');

    await performOn(url).perform(fixing);

    await expect
      .poll(() => told.map((payload) => JSON.parse(payload)))
      .toEqual([{ queue: 'federator_outgoing' }]);
  },
);

test('a suspended job waits', async () => {
  const { url, client } = await pristineDatabase('3.21');
  const { database } = performOn(url);
  await client.query(`insert into oban_jobs (worker, queue, args, state)
    values ('Pleroma.Workers.BackgroundWorker', 'background', '{"op": "delete_user", "user_id": "7"}', 'suspended')`);

  expect(await findRemovalJob(database.em.fork(), '7')).toMatchObject({ state: 'waiting' });
});

describe('external search', () => {
  const indexJob = `insert into oban_jobs (worker, queue, args)
    values ('Pleroma.Workers.SearchIndexingWorker', 'search_indexing', '{}')`;

  test('is detected by jobs in the queue, also once they are done', async () => {
    const { url, client } = await pristineDatabase();
    const { dependencies } = performOn(url);
    const { instance } = dependencies;
    expect(instance.settings.externalSearch).toBe(false);

    await client.query(indexJob);
    await instance.refresh();
    await client.query('delete from oban_jobs');
    await instance.refresh();

    expect(instance.settings.externalSearch).toBe(true);
  });

  test.each([
    ['true', 13],
    ['false', 0],
  ] as const)('is as the setting says, with or without such jobs: %s', async (external, count) => {
    const { url, client } = await pristineDatabase();
    await client.query(indexJob);
    const features = await featuresIn(url);
    await client.query('delete from oban_jobs');

    await performOn(url, { AKKOMA_EXTERNAL_SEARCH: external }, features).perform(deletion);

    const { rowCount } = await client.query(`select from oban_jobs where queue = 'search_indexing'`);
    expect(rowCount).toBe(count);
  });
});

test.each([
  ['3.13.2', {}, 5],
  ['3.21', {}, 6],
  ['3.21', { AKKOMA_RETRIES_FEDERATOR_OUTGOING: '9' }, 9],
] as const)(
  'on %s with %j an activity is published with that number of attempts',
  async (akkoma, environment, attempts) => {
    const { url, client } = await pristineDatabase(akkoma);

    await performOn(url, environment).perform(fixing);

    const { rows } = await client.query('select max_attempts from oban_jobs');
    expect(rows).toEqual([{ max_attempts: attempts }]);
  },
);

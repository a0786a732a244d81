import { expect, test } from 'vitest';
import { deleteActivities } from '../../../src/operations/instance/delete-activities.ts';
import { pristineDatabase, type TestDatabase } from '../../support/database.ts';
import { performOn, tester } from '../../support/perform.ts';
import { someoneWaits } from '../../support/waiting.ts';
import { writeMuch } from './crowd.ts';

const deletion = {
  operation: deleteActivities,
  args: { nickname: 'lain' },
  reason: null,
  caller: tester,
  interactionId: null,
  secret: null,
};

const counters = async ({ client }: TestDatabase) =>
  (
    await client.query(
      `select id::integer, instance, direct::integer, private::integer, unlisted::integer, public::integer
       from counter_cache order by id`,
    )
  ).rows;

const posting = `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
  values (gen_random_uuid(), '{"type": "Create", "to": ["https://www.w3.org/ns/activitystreams#Public"]}',
    'https://social.test/users/bob', '{}', now(), now())`;

test('the counters of posts are written as often for many posts as for one', async () => {
  const versions: string[] = [];
  for (const crowd of [1, 300]) {
    const { url, client } = await pristineDatabase('3.13.2');
    await writeMuch(client, crowd);
    await client.query(
      `create temporary table kept as select * from counter_cache; truncate counter_cache;
       insert into counter_cache select * from kept`,
    );

    await performOn(url).perform(deletion);

    const { rows } = await client.query('select ctid::text as version from counter_cache');
    versions.push(rows[0].version);
  }
  expect(versions[1]).toBe(versions[0]);
});

test('a post that is being created at the same time is counted', async () => {
  const database = await pristineDatabase('3.13.2');
  const { url, client } = database;
  const { perform } = performOn(url);
  await client.query('begin');
  await client.query(posting);

  const deleting = perform(deletion);
  await someoneWaits(client);
  await client.query('commit');
  await deleting;

  expect(await counters(database)).toEqual([
    { id: 1, instance: 'social.test', direct: 0, private: 0, unlisted: 0, public: 3 },
  ]);
});

test('a counter that was too low ends at 0, and a missing one is not created', async () => {
  const database = await pristineDatabase('3.13.2');
  const { url, client } = database;
  await client.query('update counter_cache set public = 1, unlisted = 3');
  await client.query(
    `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
     select gen_random_uuid(), data || '{"id": "https://elsewhere.example/1"}', 'https://elsewhere.example/users/x', recipients, now(), now()
     from activities where actor like '%/lain' and data ->> 'type' = 'Create' limit 1`,
  );
  await client.query(`delete from counter_cache where instance = 'elsewhere.example'`);

  await performOn(url).perform(deletion);

  expect(await counters(database)).toEqual([
    { id: 1, instance: 'social.test', direct: 0, private: 0, unlisted: 0, public: 0 },
  ]);
  const left = await client.query(`select from activities where actor like 'https://elsewhere.example/%'`);
  expect(left.rowCount).toBe(0);
});

test('the decrease of the counters is recorded, as one change', async () => {
  const { url, client } = await pristineDatabase('3.13.2');

  await performOn(url).perform(deletion);

  const { rows } = await client.query(
    `select key, before, after from steward.changes where table_name = 'counter_cache'`,
  );
  expect(rows).toEqual([
    {
      key: { id: 1 },
      before: { direct: 3, private: 3, unlisted: 3, public: 6 },
      after: { direct: 0, private: 0, unlisted: 0, public: 2 },
    },
  ]);
});

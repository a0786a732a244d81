import { expect, test } from 'vitest';
import { measureDay, readDays } from '../../src/operations/index.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';
import { startSteward } from '../support/steward.ts';

async function startMeasuring() {
  const { url, client } = await pristineDatabase();
  const { database } = performOn(url);
  await client.query(`
    update users set last_active_at = null, inserted_at = timestamp '2020-01-01', note_count = 10 where local`);
  return {
    client,
    measure: () => measureDay(database.em.fork()),
    days: (count: number) => readDays(database.em.fork(), count),
  };
}

test('a day has whom its measurements found active, and the posts since the day before', async () => {
  const { client, measure, days } = await startMeasuring();
  await measure();
  expect((await days(2)).map(({ active, posts }) => [active, posts])).toEqual([
    [null, null],
    [0, null],
  ]);

  await client.query(`update steward.days set day = day - 1, active_people = 4`);
  await client.query(`
    update users set last_active_at = timezone('UTC', now()) where nickname in ('lain', 'bob');
    update users set note_count = note_count + 3 where nickname = 'lain'`);
  await measure();

  expect((await days(2)).map(({ active, posts }) => [active, posts])).toEqual([
    [4, null],
    [2, 3],
  ]);
});

test('a later measurement of the same day counts posts anew, and forgets nobody who was active', async () => {
  const { client, measure, days } = await startMeasuring();
  await measure();
  await client.query(`update steward.days set day = day - 1`);
  await client.query(`update users set last_active_at = timezone('UTC', now()) where nickname = 'lain'`);
  await measure();
  await client.query(
    `update users set last_active_at = null; update users set note_count = 12 where nickname = 'bob'`,
  );
  await measure();

  expect((await days(1)).map(({ active, posts }) => [active, posts])).toEqual([[1, 2]]);
});

test('deleted posts do not make the posts of a day negative', async () => {
  const { client, measure, days } = await startMeasuring();
  await measure();
  await client.query(`update steward.days set day = day - 1`);
  await client.query(`update users set note_count = 0 where nickname = 'lain'`);
  await measure();

  expect((await days(1))[0]?.posts).toBe(0);
});

test('sign-ups are counted without measuring, on the day of the registration, local ones only', async () => {
  const { client, days } = await startMeasuring();
  await client.query(`
    update users set inserted_at = timezone('UTC', now())::date - interval '1 second' where nickname in ('lain', 'bob');
    update users set inserted_at = timezone('UTC', now())::date where nickname = 'mo' or not local`);

  expect((await days(3)).map(({ signUps }) => signUps)).toEqual([0, 2, 1]);
});

test('a bot measures from its start on', async () => {
  const { url, client } = await pristineDatabase();

  await startSteward(url);

  await expect
    .poll(
      async () =>
        (await client.query(`select (day = timezone('UTC', now())::date) as today from steward.days`)).rows,
    )
    .toEqual([{ today: true }]);
});

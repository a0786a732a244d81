import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { AkkomaRelease } from '../../../sandbox/database/releases.ts';
import { readEnding } from '../../../src/actions/index.ts';
import { deleteActivities } from '../../../src/operations/instance/delete-activities.ts';
import { rm } from '../../../src/operations/instance/rm.ts';
import { akkomaOn } from '../../support/akkoma.ts';
import { ownersAddress, pristineDatabase } from '../../support/database.ts';
import { performOn, tester } from '../../support/perform.ts';
import { passQuietTime } from '../../support/quiet-time.ts';
import { writeMuch } from './crowd.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

async function scene(release: AkkomaRelease = '3.13.2') {
  const { url, client } = await pristineDatabase(release);
  const { perform, follow, database } = performOn(url);
  const endingOf = (action: number) => readEnding(database.em.fork(), action);
  const ways = {
    url,
    client,
    perform,
    follow,
    endingOf,
    /** Checks once more, three seconds after the first check that found nothing. */
    lookLater: async (action: number) => {
      await passQuietTime(client);
      await follow({ action });
    },
    /** Follows the action to its end. */
    finish: async (action: number) => {
      while ((await endingOf(action)).state === 'following') await ways.lookLater(action);
      return endingOf(action);
    },
  };
  return ways;
}

/** A connection of Akkoma's server. */
async function akkomaClient(url: string): Promise<Client> {
  const akkoma = new Client({ connectionString: ownersAddress(url) });
  await akkoma.connect();
  onTestFinished(() => akkoma.end());
  return akkoma;
}

const ofLain = `data ->> 'actor' = 'https://social.test/users/lain' and data ->> 'type' = 'Note'`;

/** The server's copies of lain's posts, as JSON, to which it will add a like. */
async function read(client: Client): Promise<{ id: string; data: object }[]> {
  const { rows } = await client.query(`select id, data from objects where ${ofLain} order by id limit 3`);
  return rows;
}

/** Writes the copies back with one like more, as a server does that waited until Steward released the posts. */
async function writeBack(client: Client, posts: readonly { id: string; data: object }[]): Promise<void> {
  for (const { id, data } of posts) {
    await client.query('update objects set data = $2 where id = $1', [id, { ...data, like_count: 7 }]);
  }
}

const whole = async (client: Client) => (await client.query(`select from objects where ${ofLain}`)).rowCount;

test('posts that Akkoma writes back during the deletion are deleted again, until none comes back', async () => {
  const { client, perform, follow, finish, endingOf } = await scene();
  const posts = await read(client);
  const { actionId: action } = await perform({
    ...request,
    operation: deleteActivities,
    args: { nickname: 'lain' },
  });
  const { rows: tombstones } = await client.query('select id, data from objects order by id');

  await writeBack(client, posts);
  await follow({ action });
  expect(await endingOf(action)).toMatchObject({
    state: 'following',
    progress: { came_back: 3, quiet_since: null },
  });
  expect((await client.query('select id, data from objects order by id')).rows).toEqual(tombstones);
  await writeBack(client, posts.slice(0, 1));

  expect(await finish(action)).toMatchObject({
    state: 'done',
    ending: 'finished',
    progress: { phase: 'finished', came_back: 4, left: 0 },
  });
  expect(await whole(client)).toBe(0);
});

test('where nothing comes back, the action is done after a check three seconds later, and reports nothing of it', async () => {
  const { client, perform, follow, lookLater, endingOf } = await scene();
  const { actionId: action } = await perform({
    ...request,
    operation: deleteActivities,
    args: { nickname: 'lain' },
  });

  await follow({ action });
  await follow({ action });
  expect(await endingOf(action)).toMatchObject({ state: 'following' });
  await lookLater(action);

  expect(await endingOf(action)).toMatchObject({ state: 'done', ending: 'finished', progress: null });
  expect(await whole(client)).toBe(0);
});

test('a like, a boost and a reaction that Akkoma writes back into another account’s post are removed again', async () => {
  const { client, perform, finish } = await scene();
  await writeMuch(client, 30);
  const readPost = async () =>
    (
      await client.query(
        `select id, data from objects where data ->> 'id' = 'https://social.test/objects/bob-3'`,
      )
    ).rows[0];
  const { id, data } = await readPost();
  const { actionId: action } = await perform({
    ...request,
    operation: deleteActivities,
    args: { nickname: 'lain' },
  });
  const { data: without } = await readPost();
  expect(JSON.stringify(data)).toContain('/users/lain');

  // The server adds another account's like to its copy.
  const carol = 'https://social.test/users/carol';
  await client.query('update objects set data = $2 where id = $1', [
    id,
    { ...data, likes: [carol, ...data.likes], like_count: data.likes.length + 1 },
  ]);
  await finish(action);

  expect((await readPost()).data).toEqual({
    ...without,
    likes: [carol, ...without.likes],
    like_count: without.likes.length + 1,
  });
});

test.for([
  ['where Akkoma’s clock is ahead', 3_000],
  ['committed only when all others were deleted', -500],
] as const)('an earlier post that is %s is deleted', async ([how, ahead]) => {
  // In this release, transactions that add posts do not wait for each other.
  const { url, client, perform, follow, finish } = await scene('3.21');
  await writeMuch(client, 80);
  const akkoma = await akkomaClient(url);
  await akkoma.query('begin');
  await akkoma.query(
    `with post as (
       insert into objects (data, inserted_at, updated_at)
       values (jsonb_build_object('id', 'https://social.test/objects/late', 'type', 'Note',
         'actor', 'https://social.test/users/lain', 'to', '[]'::jsonb, 'cc', '[]'::jsonb), now(), now()))
     insert into activities (id, data, actor, recipients, inserted_at, updated_at)
     select steward.flake_at((extract(epoch from clock_timestamp()) * 1000)::bigint + $1::integer, '15c973e54f0e', 0),
       jsonb_build_object('id', 'https://social.test/activities/late', 'type', 'Create',
         'actor', 'https://social.test/users/lain', 'object', 'https://social.test/objects/late', 'to', '[]'::jsonb, 'cc', '[]'::jsonb),
       'https://social.test/users/lain', '{}', now(), now()`,
    [ahead],
  );
  if (ahead > 0) await akkoma.query('commit');

  const { actionId: action } = await perform({
    ...request,
    operation: deleteActivities,
    args: { nickname: 'lain' },
  });
  await follow({ action });
  if (ahead < 0) await akkoma.query('commit');
  await finish(action);

  expect(await whole(client), how).toBe(0);
});

test('an account that is renamed during the deletion is still the target', async () => {
  const { client, perform, finish } = await scene();
  await writeMuch(client, 80);
  const { actionId: action } = await perform({
    ...request,
    operation: deleteActivities,
    args: { nickname: 'lain' },
  });

  await client.query(`update users set nickname = 'renamed' where nickname = 'lain'`);
  await finish(action);

  expect(await whole(client)).toBe(0);
});

test('an account with many posts is removed after they are deleted, and the posts that come back are deleted too', async () => {
  const { url, client, perform, follow, finish, endingOf } = await scene();
  await writeMuch(client, 80);
  const posts = await read(client);
  const { actionId: action, outcome } = await perform({
    ...request,
    operation: rm,
    args: { nickname: 'lain', posts_first: true },
  });
  expect(outcome).toMatchObject({ removed: false, deleting: true });
  const active = async () =>
    (await client.query(`select from users where nickname = 'lain' and is_active`)).rowCount;
  expect(await active()).toBe(1);

  await follow({ action });
  expect(await active()).toBe(0);
  expect(await endingOf(action)).toMatchObject({
    state: 'following',
    outcome: { removed: true, deleted: { posts: 93, likes: 81, boosts: 81, reactions: 80 } },
    progress: { phase: 'removal', closed_later: false },
  });
  await writeBack(client, posts);
  await (await akkomaOn(url)).idle();
  await follow({ action });
  await follow({ action });
  expect(await endingOf(action)).toMatchObject({ state: 'following', progress: { state: 'looking' } });

  expect(await finish(action)).toMatchObject({
    state: 'done',
    ending: 'finished',
    progress: { state: 'finished', came_back: 3 },
  });
  expect(await whole(client)).toBe(0);
  const { rows } = await client.query('select event from steward.audit_log order by id');
  expect(rows.map(({ event }) => event)).toEqual(['action.following', 'action.done']);
});

test('a post that the account makes during the deletion is deleted when the account is closed, and does not prolong the batches', async () => {
  const { client, perform, follow, endingOf } = await scene();
  await writeMuch(client, 80);
  const { actionId: action } = await perform({
    ...request,
    operation: rm,
    args: { nickname: 'lain', posts_first: true },
  });
  await client.query(`
    insert into activities (id, data, actor, local, recipients, inserted_at, updated_at) values (
      'ffffffff-0000-0000-0000-000000000000',
      '{"id": "https://social.test/activities/later", "type": "Create", "actor": "https://social.test/users/lain",
        "object": "https://social.test/objects/later", "to": [], "cc": []}',
      'https://social.test/users/lain', true, '{}', now(), now())`);

  await follow({ action });

  expect(await endingOf(action)).toMatchObject({ outcome: { removed: true, deleted: { posts: 93 } } });
  const { rowCount } = await client.query(`select from activities where data ->> 'id' like '%/later'`);
  expect(rowCount).toBe(0);
});

import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { readEnding } from '../../../src/actions/index.ts';
import { deleteActivities, rm } from '../../../src/operations/index.ts';
import { akkomaOn } from '../../support/akkoma.ts';
import { pristineDatabase } from '../../support/database.ts';
import { performOn, tester } from '../../support/perform.ts';
import { writeMuch } from './crowd.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

async function scene() {
  const { url, client } = await pristineDatabase('3.13.2');
  const { perform, follow, database } = performOn(url);
  const endingOf = (action: number) => readEnding(database.em.fork(), action);
  return { url, client, perform, follow, endingOf };
}

const ofLain = `data ->> 'actor' = 'https://social.test/users/lain' and data ->> 'type' = 'Note'`;

/** What a server has read of lain's posts, as JSON, to add a like to it. */
async function read(client: Client): Promise<{ id: string; data: object }[]> {
  const { rows } = await client.query(`select id, data from objects where ${ofLain} order by id limit 3`);
  return rows;
}

/** It waited until Steward let the posts go, and writes what it had read, with one more like. */
async function writeBack(client: Client, posts: readonly { id: string; data: object }[]): Promise<void> {
  for (const { id, data } of posts) {
    await client.query('update objects set data = $2 where id = $1', [id, { ...data, like_count: 7 }]);
  }
}

const whole = async (client: Client) => (await client.query(`select from objects where ${ofLain}`)).rowCount;

test('posts that Akkoma writes back while they are deleted are deleted once more, until none comes back', async () => {
  const { client, perform, follow, endingOf } = await scene();
  const posts = await read(client);
  const { actionId: action } = await perform({
    ...request,
    operation: deleteActivities,
    args: { nickname: 'lain' },
  });
  const { rows: tombstones } = await client.query('select id, data from objects order by id');

  await writeBack(client, posts);
  await follow({ action });
  expect(await endingOf(action)).toMatchObject({ state: 'following', progress: { came_back: 3, quiet: 0 } });
  expect((await client.query('select id, data from objects order by id')).rows).toEqual(tombstones);
  await writeBack(client, posts.slice(0, 1));
  for (let look = 0; look < 3; look += 1) await follow({ action });

  expect(await whole(client)).toBe(0);
  expect(await endingOf(action)).toMatchObject({
    state: 'done',
    ending: 'finished',
    progress: { phase: 'looking', came_back: 4, left: 0 },
  });
});

test('where nothing comes back, it is done after the second look, and says nothing of it', async () => {
  const { client, perform, follow, endingOf } = await scene();
  const { actionId: action } = await perform({
    ...request,
    operation: deleteActivities,
    args: { nickname: 'lain' },
  });

  await follow({ action });
  expect(await endingOf(action)).toMatchObject({ state: 'following' });
  await follow({ action });

  expect(await endingOf(action)).toMatchObject({ state: 'done', ending: 'finished', progress: null });
  expect(await whole(client)).toBe(0);
});

test('an account that is renamed meanwhile is found no more, and the deletion ends', async () => {
  const { client, perform, follow, endingOf } = await scene();
  await writeMuch(client, 80);
  const { actionId: action } = await perform({
    ...request,
    operation: deleteActivities,
    args: { nickname: 'lain' },
  });

  await client.query(`update users set nickname = 'renamed' where nickname = 'lain'`);
  for (let look = 0; look < 3; look += 1) await follow({ action });

  expect(await endingOf(action)).toMatchObject({ state: 'done' });
});

test('an account with many posts goes when they are gone, and what comes back of them is deleted too', async () => {
  const { url, client, perform, follow, endingOf } = await scene();
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
  for (let look = 0; look < 3; look += 1) await follow({ action });

  expect(await whole(client)).toBe(0);
  expect(await endingOf(action)).toMatchObject({
    state: 'done',
    ending: 'finished',
    progress: { state: 'finished', came_back: 3 },
  });
  const { rows } = await client.query('select event from steward.audit_log order by id');
  expect(rows.map(({ event }) => event)).toEqual(['action.following', 'action.done']);
});

import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { markSensitive, unmarkSensitive } from '../../../src/operations/posts/mark-post.ts';
import { setPostVisibility } from '../../../src/operations/posts/set-post-visibility.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { pristineDatabase } from '../../support/database.ts';
import { performOn, tester } from '../../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** A public post of frank's, and its object. */
const post = 'BCux8HPomlrN7q4qye';
const url = 'https://social.test/objects/44a6c2c5-1891-4ed5-a16c-ad048ced8901';

const dataOf = async (client: Client) =>
  (await client.query(`select data from objects where data ->> 'id' = $1`, [url])).rows[0].data;

/** What the server writes when somebody likes a post: the whole document. */
const like = (client: Client) =>
  client.query(
    `update objects set data = data || '{"likes": ["https://social.test/users/bob"], "like_count": 1}' where data ->> 'id' = $1`,
    [url],
  );

test('a mark is undone though the post was liked since, and the like stays', async () => {
  const { url: database, client } = await pristineDatabase('3.13.2 moderation');
  const { perform } = performOn(database);
  const before = await dataOf(client);
  const { actionId } = await perform({ ...request, operation: markSensitive, args: { post } });
  await like(client);

  const { outcome } = await perform({ ...request, operation: undo, args: { action: actionId } });

  expect(outcome).toMatchObject({ restored: { posts: 1 }, skipped: 0 });
  expect(await dataOf(client)).toEqual({
    ...before,
    likes: ['https://social.test/users/bob'],
    like_count: 1,
  });
});

test('a key that the post did not have before is gone after the undo', async () => {
  const { url: database, client } = await pristineDatabase('3.13.2 moderation');
  const { perform } = performOn(database);
  await client.query(`update objects set data = data - 'sensitive' where data ->> 'id' = $1`, [url]);
  const before = await dataOf(client);
  const { actionId } = await perform({ ...request, operation: markSensitive, args: { post } });
  expect(await dataOf(client)).toMatchObject({ sensitive: true });

  await perform({ ...request, operation: undo, args: { action: actionId } });

  expect(await dataOf(client)).toEqual(before);
});

test('a mark that somebody has removed since is not undone', async () => {
  const { url: database, client } = await pristineDatabase('3.13.2 moderation');
  const { perform } = performOn(database);
  const { actionId } = await perform({ ...request, operation: markSensitive, args: { post } });
  await perform({ ...request, operation: unmarkSensitive, args: { post } });
  const after = await dataOf(client);

  const undoing = perform({ ...request, operation: undo, args: { action: actionId } });

  await expect(undoing).rejects.toThrow(
    /Nothing of action \d+ .* can be restored: the post was changed since/,
  );
  expect(await dataOf(client)).toEqual(after);
});

test('a visibility is undone with the count of posts, though the post was marked since', async () => {
  const { url: database, client } = await pristineDatabase('3.13.2 moderation');
  const { perform } = performOn(database, { MODERATION_LOG: 'true' });
  const state = async () => ({
    counters: (await client.query(`select * from counter_cache order by id`)).rows,
    create: (
      await client.query(
        `select data, recipients from activities where data ->> 'object' = $1 and data ->> 'type' = 'Create'`,
        [url],
      )
    ).rows,
  });
  const [before, data] = [await state(), await dataOf(client)];
  const args = { post, visibility: 'private' as const };
  const { actionId } = await perform({ ...request, operation: setPostVisibility, args });
  await perform({ ...request, operation: markSensitive, args: { post } });
  expect(await state()).not.toEqual(before);

  await perform({ ...request, operation: undo, args: { action: actionId } });

  expect(await state()).toEqual(before);
  expect(await dataOf(client)).toEqual({ ...data, sensitive: true });
});

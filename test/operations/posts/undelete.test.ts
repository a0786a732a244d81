import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { deletePost } from '../../../src/operations/posts/delete-post.ts';
import { markSensitive } from '../../../src/operations/posts/mark-post.ts';
import { pristineDatabase } from '../../support/database.ts';
import { unexplained } from '../../support/explained.ts';
import { tester } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { statementsDuring } from '../../support/statements.ts';
import { differencesSince, doing, letJobsBegin, relate } from '../undo/doing.ts';

/** Bob's post with a picture, which likes, boosts, a bookmark, notifications and a reply refer to. */
const cat = 'BCux75xxrtCjKJU4vY';
const catUrl = 'https://social.test/objects/1e92bb2f-d91d-4cbf-abff-a62376d64f2e';
/** Bob's post with a hashtag that no other post has, and one that others have. */
const tagged = 'BCux7Jdv1DUJkCDGcq';
/** Carol's pinned post, which begins a thread. */
const thread = 'BCux7QAkk3JjzlcZdY';
const threadUrl = 'https://social.test/objects/b7cbe88e-b008-4a59-a435-6a1389ff2105';
/** Lain's reply to it. */
const reply = 'BCux7WrVrz5Qk7fo7U';
/** A post of spam1@spam.example, with a hashtag. */
const remote = 'BCux8n3b8v6FGBvYmm';

const environment = { AKKOMA_CLEANUP_ATTACHMENTS: 'true', AKKOMA_EXTERNAL_SEARCH: 'true' };

/** Opens a database in which one post after the other can be deleted and restored. */
async function stage(akkoma: '3.13.2 moderation' | '3.21 moderation' = '3.21 moderation', setup = '') {
  const { url, client } = await pristineDatabase(akkoma);
  await client.query(setup);
  const { does, undoes, undoesAll } = doing(url, environment);
  return {
    client,
    undoes,
    undoesAll: () => undoesAll(tester.id),
    does,
    deletes: (post: string) => does(deletePost, { post }),
    before: await snapshot(client),
  };
}

const objectOf = async (client: Client, url: string) =>
  (await client.query(`select data from objects where data ->> 'id' = $1`, [url])).rows[0].data;

/** Adds likes of a post, as the server stores them, by accounts that are not stored here. */
const likesOf = (url: string, size: number) => `
  insert into activities (id, data, actor, recipients, inserted_at, updated_at)
  select gen_random_uuid(),
    jsonb_build_object('id', '${url}/likes/' || n, 'type', 'Like',
      'actor', 'https://far.example/users/' || n, 'object', '${url}', 'to', '[]'::jsonb, 'cc', '[]'::jsonb),
    'https://far.example/users/' || n, '{}', '2026-11-29', '2026-11-29'
  from generate_series(1, ${size}) as n`;

const jobsOf = async (client: Client) =>
  (
    await client.query(
      `select args ->> 'op' as op, state::text, args ->> 'activity' as activity from oban_jobs order by id`,
    )
  ).rows;

describe.each(['3.13.2 moderation', '3.21 moderation'] as const)('on the tables of %s', (akkoma) => {
  test.for([
    ['with a picture, likes, boosts, a bookmark and notifications', cat, ''],
    ['with a poll', 'BCux7CiclK5oGlMQUK', ''],
    ['with a hashtag of its own and a shared one', tagged, ''],
    ['that is pinned and begins a thread, with a hashtag that somebody follows', thread, ''],
    ['that is pinned, with a hashtag that is deleted', thread, 'delete from user_follows_hashtag'],
    ['that is a reply', reply, ''],
    ['that is remote', remote, ''],
    ['for followers only', 'BCux7x5ENbVa4CI86y', ''],
    ['to one person', 'BCux83RQjypZmmiwXw', ''],
    ['for this instance only', 'BCux8aOOEJ0TyuYTtA', ''],
    [
      'of a deactivated account',
      'BCux8NkbEQ32m1qXCa',
      `update users set is_active = false where nickname = 'frank'`,
    ],
  ] as const)('a post %s is as it was after the undo', async ([, post, setup]) => {
    const { client, before, deletes, undoes } = await stage(akkoma, setup);
    const action = await deletes(post);
    expect(await objectOf(client, catUrl)).toMatchObject({ type: post === cat ? 'Tombstone' : 'Note' });

    const outcome = await undoes(action);

    expect(await differencesSince(client, before)).toEqual({});
    expect(outcome).toMatchObject({ restored: { posts: 1 }, skipped: 0, samples: [] });
  });
});

describe('once Akkoma has run its jobs', () => {
  test('the Delete that other servers know of stays, the post is indexed again, and the media are named', async () => {
    const { client, before, deletes, undoes } = await stage();
    const action = await deletes(cat);
    await client.query(`update oban_jobs set state = 'completed', attempt = 1`);

    const outcome = await undoes(action);

    const { oban_jobs: jobs, ...others } = await differencesSince(client, before);
    expect(others).toEqual({ activities: { inserted: [expect.objectContaining({ local: true })] } });
    expect(others.activities?.inserted?.[0]?.data).toMatchObject({ type: 'Delete', object: catUrl });
    expect((jobs?.inserted ?? []).map(({ state, args }) => [state, (args as { op: string }).op])).toEqual([
      ['completed', 'cleanup_attachments'],
      ['completed', 'remove_from_index'],
      ['completed', 'publish'],
      ['available', 'add_to_index'],
    ]);
    expect((await jobsOf(client)).at(-1)).toMatchObject({ activity: cat });
    expect(outcome).toMatchObject({ restored: { posts: 1 }, posts_told: 1, media_deleted: 1 });
  });

  test('media whose job still waits are kept', async () => {
    const { client, before, deletes, undoes } = await stage();
    const action = await deletes(cat);
    await letJobsBegin(client);

    const outcome = await undoes(action);

    expect(outcome).not.toHaveProperty('media_deleted');
    expect(await objectOf(client, catUrl)).toHaveProperty('attachment');
    expect((await jobsOf(client)).map(({ op }) => op)).not.toContain('cleanup_attachments');
    expect(Object.keys(await differencesSince(client, before)).toSorted()).toEqual([
      'activities',
      'oban_jobs',
    ]);
  });

  test('a post that never left this instance is restored whole', async () => {
    const { client, before, deletes, undoes } = await stage();
    const action = await deletes(remote);
    await client.query(`update oban_jobs set state = 'completed', attempt = 1`);

    const outcome = await undoes(action);

    expect(outcome).not.toHaveProperty('posts_told');
    expect(Object.keys(await differencesSince(client, before))).toEqual(['oban_jobs']);
  });
});

describe('what others have done since', () => {
  test('a newer count of posts, pin and reply count is kept, and the deletion taken out of it', async () => {
    const { client, deletes, undoes } = await stage();
    const action = await deletes(thread);
    const replied = await deletes(reply);
    await client.query(`
      update users set note_count = note_count + 3, pinned_objects = '{"https://social.test/objects/new": "x"}'
      where nickname = 'carol'`);

    await undoes(action);
    await undoes(replied);

    const { rows } = await client.query(
      `select note_count, pinned_objects from users where nickname = 'carol'`,
    );
    expect(rows[0].note_count).toBe(4);
    expect(Object.keys(rows[0].pinned_objects).toSorted()).toEqual(
      [threadUrl, 'https://social.test/objects/new'].toSorted(),
    );
    expect(await objectOf(client, threadUrl)).toMatchObject({ repliesCount: 1 });
  });

  test.for([
    ['the reply first', [reply, thread], [0, 1]],
    ['the reply first, restored last', [reply, thread], [1, 0]],
    ['the thread first', [thread, reply], [0, 1]],
    ['the thread first, restored last', [thread, reply], [1, 0]],
  ] as const)('a thread and its reply, %s, are as they were', async ([, posts, order]) => {
    const { client, before, deletes, undoes } = await stage();
    const actions: number[] = [];
    for (const post of posts) actions.push(await deletes(post));

    for (const place of order) await undoes(actions[place] ?? 0);

    expect(await differencesSince(client, before)).toEqual({});
  });

  test('several posts, and marks on them, are restored together', async () => {
    const { client, before, does, deletes, undoesAll } = await stage(
      '3.13.2 moderation',
      'delete from user_follows_hashtag',
    );
    await does(markSensitive, { post: cat });
    for (const post of [cat, tagged, thread, reply, remote]) await deletes(post);

    const outcome = await undoesAll();

    expect(await differencesSince(client, before)).toEqual({});
    expect(outcome).toMatchObject({ restored: { posts: 5 }, skipped: 0 });
    expect(outcome.actions).toHaveLength(6);
  });

  test('a hashtag that somebody has used again is taken, though it has another number', async () => {
    const { client, deletes, undoes } = await stage();
    const action = await deletes(tagged);
    await client.query(
      `insert into hashtags (name, inserted_at, updated_at) values ('cats', '2026-11-30', '2026-11-30')`,
    );

    expect(await undoes(action)).toMatchObject({ skipped: 0 });

    const { rows } = await client.query(
      `select name from hashtags h join hashtags_objects o on o.hashtag_id = h.id where object_id = 20 order by 1`,
    );
    expect(rows).toEqual([{ name: 'cats' }, { name: 'wired' }]);
  });

  test('a shared hashtag that has lost its last other post since is made again', async () => {
    const { client, before, deletes, undoes } = await stage(
      '3.21 moderation',
      `insert into hashtags_objects values (2, 18); update objects set data = data || '{"tag": ["cats"]}' where id = 18`,
    );
    const action = await deletes(cat);
    await client.query(
      'delete from hashtags_objects where hashtag_id = 2; delete from hashtags where id = 2',
    );

    await undoes(action);

    const { hashtags, hashtags_objects: uses } = await differencesSince(client, before);
    expect(hashtags?.deleted ?? []).toEqual([]);
    expect(uses?.deleted).toEqual([{ hashtag_id: 2, object_id: 20 }]);
  });

  test('a notification across a block, and rows of accounts that are gone, stay away and are named', async () => {
    const { client, deletes, undoes } = await stage();
    const gone = `update users set name = null, email = null, last_digest_emailed_at = null, bio = '', is_active = false`;
    const action = await deletes(cat);
    await client.query(`${gone} where nickname = 'heidi'`);
    await relate(client, 'bob', 1, 'friend1@friendly.example');

    const outcome = await undoes(action);

    expect(outcome.restored.posts).toBe(1);
    expect(outcome.samples.join('\n')).toMatch(/heidi/);
    const data = await objectOf(client, catUrl);
    expect(data.likes).toEqual(['https://friendly.example/users/friend1']);
    expect(data.like_count).toBe(1);
    const { rows } = await client.query(
      `select from activities where actor like '%/heidi' and data ->> 'object' = $1`,
      [catUrl],
    );
    expect(rows).toEqual([]);
  });

  test.for([
    [
      'was written again',
      `update objects set data = data || '{"type": "Note", "content": "new"}' where data ->> 'id' = '${catUrl}'`,
      /the post was changed since/,
    ],
    [
      'is gone',
      `delete from deliveries; delete from objects where data ->> 'id' = '${catUrl}'`,
      /the post was changed since/,
    ],
    [
      'has lost its author',
      `update users set name = null, email = null, last_digest_emailed_at = null, bio = '', is_active = false
       where nickname = 'bob'`,
      /the account of the author .* deleted/,
    ],
  ] as const)('a post that %s is left alone, with everything about it', async ([, meanwhile, words]) => {
    const { client, deletes, undoes } = await stage();
    const action = await deletes(cat);
    await client.query(meanwhile);
    const before = await snapshot(client);

    await expect(undoes(action)).rejects.toThrow(words);

    expect(await differencesSince(client, before)).toEqual({});
  });

  test('a post that Akkoma wrote back, and Steward deleted again, is restored with the like since', async () => {
    const { url, client } = await pristineDatabase('3.21 moderation');
    const { does, undoes, follow } = doing(url);
    const data = await objectOf(client, catUrl);
    const action = await does(deletePost, { post: cat });
    const liked = { ...data, likes: [...data.likes, 'https://far.example/users/new'], like_count: 3 };
    await client.query(`update objects set data = $2 where data ->> 'id' = $1`, [catUrl, liked]);
    await follow({ action });
    expect(await objectOf(client, catUrl)).toMatchObject({ type: 'Tombstone' });

    await undoes(action);

    expect(await objectOf(client, catUrl)).toEqual(liked);
    await follow({ action });
    expect(await objectOf(client, catUrl)).toEqual(liked);
  });
});

test('an undo takes as many statements for one like as for 400, and every change is recorded', async () => {
  const counts: number[] = [];
  for (const size of [1, 400]) {
    const { client, before, deletes, undoes } = await stage('3.21 moderation', likesOf(catUrl, size));
    const action = await deletes(cat);
    const deleted = await snapshot(client);

    counts.push(await statementsDuring(() => undoes(action)));

    expect(await unexplained(client, deleted, await snapshot(client))).toEqual([]);
    expect(await differencesSince(client, before)).toEqual({});
  }
  expect(counts[1]).toBe(counts[0]);
});

test('many posts are restored in parts, each whole', async () => {
  const { url, client } = await pristineDatabase('3.13.2 moderation');
  for (const liked of [catUrl, threadUrl]) await client.query(likesOf(liked, 600));
  const { does, undoesAll, follow } = doing(url);
  const before = await snapshot(client);
  for (const post of [thread, reply, cat, tagged]) await does(deletePost, { post });

  await undoesAll(tester.id);
  const { rows } = await client.query(
    `select id::integer, state from steward.actions where operation = 'action.undo_all'`,
  );
  expect(rows).toMatchObject([{ state: 'following' }]);
  await follow({ action: rows[0].id });

  expect(await differencesSince(client, before)).toEqual({});
});

test('a deletion is undone once', async () => {
  const { deletes, undoes } = await stage();
  const action = await deletes(cat);
  const first = await undoes(action);

  await expect(undoes(action)).rejects.toThrow(/was already undone by action/);
  expect(first).toMatchObject({ action });
});

test('a post is deleted, restored, deleted and restored again', async () => {
  const { client, before, deletes, undoes } = await stage();
  for (const _ of [1, 2]) await undoes(await deletes(tagged));

  expect(await differencesSince(client, before)).toEqual({});
});

test('a post whose text was no longer stored here is left alone, and that is said before', async () => {
  const { client, deletes, undoes } = await stage(
    '3.21 moderation',
    `delete from deliveries; delete from objects where data ->> 'id' = '${catUrl}'`,
  );
  const action = await deletes(cat);

  await expect(undoes(action)).rejects.toThrow(/the text of the post was not stored on this instance/);
  const { rows } = await client.query(`select plan -> 'warnings' as warnings from steward.actions`);
  expect(JSON.stringify(rows)).toContain('Undo cannot restore it');
});

test('what an undo does not bring back is said before: copies elsewhere, and media once they are deleted', async () => {
  const { client, deletes } = await stage();
  await deletes(cat);
  await deletes(remote);

  const { rows } = await client.query(
    `select plan -> 'warnings' as warnings from steward.actions order by id`,
  );
  expect(JSON.stringify(rows[0])).toMatch(/Undo restores it on this instance only/);
  expect(JSON.stringify(rows[0])).toMatch(/media/);
  expect(JSON.stringify(rows[1])).not.toMatch(/Undo/);
});

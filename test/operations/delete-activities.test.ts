import { describe, expect, test } from 'vitest';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { statementsDuring } from '../support/statements.ts';
import { someoneWaits } from '../support/waiting.ts';
import { writeMuch } from './retraction/crowd.ts';
import { normalised } from './retraction/normalised.ts';
import { deleteOneByOne } from './retraction/one-by-one.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };
const deletionOf = (nickname: string) => ({
  ...request,
  operation: deleteActivities,
  args: { nickname },
});

const lain = 'https://social.test/users/lain';
const bobsPost = 'https://social.test/objects/f152d8e4-ccd0-4e72-9fec-c25eed75e0a2';

/** An interaction of lain's, as the server would store it. */
const interactionWith = (type: string, object: string, more: object = {}) => ({
  text: `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
         values ('000001a3-0000-0000-15c9-73e54f0d0000', $1, $2, '{}', '2026-10-25', '2026-10-25')`,
  values: [
    JSON.stringify({
      id: 'https://social.test/activities/made',
      type,
      actor: lain,
      object,
      to: [lain],
      cc: [],
      ...more,
    }),
    lain,
  ],
});

describe('the activities of an account', () => {
  test('are deleted in batches with the result of single deletions, for 60 posts, likes, boosts and reactions', async () => {
    const [ours, reference] = [await pristineDatabase(), await pristineDatabase()];
    for (const { client } of [ours, reference]) await writeMuch(client, 60);
    const since = new Date(Date.now() - 1_000).toISOString().slice(0, 19);
    const settings = { baseUrl: 'https://social.test', federating: true, cleanupAttachments: false };

    const { performWhole } = performOn(ours.url);
    const { outcome } = await performWhole(deletionOf('lain'));
    await deleteOneByOne(reference.client, 'lain', settings);

    expect(outcome).toMatchObject({ nickname: 'lain', posts: 73, likes: 61, boosts: 61, reactions: 60 });
    expect(await normalised(ours.client, since)).toEqual(await normalised(reference.client, since));
  }, 300_000);

  test('are deleted with as many statements for one post as for many', async () => {
    const counts: number[] = [];
    for (const crowd of [1, 40]) {
      const { url, client } = await pristineDatabase();
      await writeMuch(client, crowd);
      const { perform } = performOn(url);
      counts.push(await statementsDuring(() => perform(deletionOf('lain'))));
    }
    expect(counts[0]).toBeGreaterThan(10);
    expect(counts[1]).toBe(counts[0]);
  }, 300_000);

  test('are recorded row by row, before and after', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    const { actionId } = await perform(deletionOf('lain'));

    const { rows } = await client.query(
      `select table_name as table, count(before)::integer as before, count(after)::integer as after
       from steward.changes where action_id = $1 group by 1 order by 1`,
      [actionId],
    );
    expect(rows).toEqual([
      { table: 'activities', before: 18, after: 15 },
      { table: 'bookmarks', before: 1, after: 0 },
      { table: 'hashtags', before: 1, after: 0 },
      { table: 'hashtags_objects', before: 12, after: 0 },
      { table: 'notifications', before: 5, after: 0 },
      { table: 'oban_jobs', before: 0, after: 15 },
      { table: 'objects', before: 15, after: 15 },
      { table: 'users', before: 2, after: 2 },
    ]);
    const keys = await client.query(
      `select key from steward.changes where table_name = 'hashtags_objects' order by key ->> 'object_id' limit 1`,
    );
    expect(keys.rows).toEqual([{ key: { hashtag_id: 1, object_id: 1 } }]);
    const audit = await client.query('select event, command, args, detail from steward.audit_log');
    expect(audit.rows).toMatchObject([
      {
        event: 'action.begun',
        command: 'user.delete_activities',
        args: { nickname: 'lain' },
        detail: { nickname: 'lain', posts: 13, likes: 1, boosts: 1, reactions: 0 },
      },
    ]);
  });

  test('are deleted once: the second time there is nothing to do', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await perform(deletionOf('lain'));
    const before = await snapshot(client);

    await expect(perform(deletionOf('lain'))).rejects.toThrow(
      /lain has no posts, likes, boosts or reactions to delete\./,
    );

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});

describe('decisions beyond the manual', () => {
  test('an emoji reaction is undone like a like, with an Undo and a job, and is removed from the post', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const bob = 'https://social.test/users/bob';
    const icon = 'https://social.test/emoji/blobcat.png';
    await client.query(
      `update objects set data = data || jsonb_build_object('reaction_count', 4, 'reactions', $2::jsonb)
       where data ->> 'id' = $1`,
      [
        bobsPost,
        JSON.stringify([
          ['☕', [bob, lain], null],
          ['blobcat', [lain], icon],
          ['🦊', [bob], null],
        ]),
      ],
    );
    const react = interactionWith('EmojiReact', bobsPost, {
      content: ':blobcat:',
      tag: [{ type: 'Emoji', name: ':blobcat:', icon: { url: icon } }],
    });
    await client.query(react);

    const { outcome } = await perform(deletionOf('lain'));

    expect(outcome).toMatchObject({ reactions: 1 });
    const object = await client.query(
      `select data -> 'reactions' as reactions, data -> 'reaction_count' as count, updated_at > '2026-11-01' as touched
       from objects where data ->> 'id' = $1`,
      [bobsPost],
    );
    expect(object.rows).toEqual([
      {
        reactions: [
          ['☕', [bob], null],
          ['🦊', [bob], null],
        ],
        count: 2,
        touched: true,
      },
    ]);
    const undo = await client.query(
      `select data from activities where data ->> 'object' = 'https://social.test/activities/made'`,
    );
    expect(undo.rows).toMatchObject([{ data: { type: 'Undo', actor: lain, to: [lain], cc: [] } }]);
    const jobs = await client.query(
      `select args ->> 'object_data' as sent from oban_jobs where args ->> 'object_data' like '%EmojiReact%'`,
    );
    expect(jobs.rows.map(({ sent }) => JSON.parse(sent))).toEqual([JSON.parse(String(react.values[0]))]);
    expect((await client.query(`select from activities where data ->> 'type' = 'EmojiReact'`)).rowCount).toBe(
      0,
    );
  });

  test('a hashtag with followers is kept, though no post uses it any more', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(
      `insert into user_follows_hashtag (hashtag_id, user_id) select 1, id from users where nickname = 'bob'`,
    );

    await perform(deletionOf('lain'));

    expect((await client.query('select name from hashtags')).rows).toEqual([{ name: 'wired' }]);
    expect((await client.query('select from hashtags_objects')).rowCount).toBe(0);
  });

  test('a reaction to a post that is not stored here is deleted; a boost of one cannot be, and the answer says so', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(interactionWith('Announce', 'https://gone.example/1'));

    const { plan } = await perform(deletionOf('lain'));

    expect(plan.counts).toEqual({ posts: 13, likes: 1, boosts: 1, reactions: 0 });
    expect(JSON.stringify(plan.warnings)).toContain('cannot be deleted');
    const undos = `select from activities where data ->> 'type' = 'Undo' and data ->> 'object' like '%/made'`;
    expect((await client.query(undos)).rowCount).toBe(1);
    // Where nothing else is left, a second run asks again, as the command line does.
    const { plan: again } = await perform(deletionOf('lain'));
    expect(again.counts).toEqual({ posts: 0, likes: 0, boosts: 0, reactions: 0 });
    expect((await client.query(undos)).rowCount).toBe(2);
    await client.query(
      `update activities set data = data || '{"type": "EmojiReact"}' where data ->> 'id' like '%made'`,
    );
    await perform(deletionOf('lain'));
    expect((await client.query(`select from activities where data ->> 'id' like '%made'`)).rowCount).toBe(0);
  });
});

describe('federation', () => {
  test('names the deleted activity in no Delete of a deactivated account', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update users set is_active = false where nickname = 'lain'`);

    await perform(deletionOf('lain'));

    const { rows } = await client.query(
      `select count(*)::integer as deletes, count(data -> 'deleted_activity_id')::integer as naming
       from activities where data ->> 'type' = 'Delete'`,
    );
    expect(rows).toEqual([{ deletes: 13, naming: 0 }]);
  });

  test.for([
    ['where the instance does not federate', { AKKOMA_FEDERATING: 'false' }, 'select'],
    [
      'about posts for this instance alone',
      {},
      `update objects set data = data || '{"to": ["https://social.test/#Public"], "cc": []}'
       where data ->> 'actor' = '${lain}'`,
    ],
  ] as const)('does not happen %s', async ([, environment, setup]) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, { ...environment, AKKOMA_EXTERNAL_SEARCH: 'true' });
    await client.query(setup);

    await perform(deletionOf('lain'));

    const { rows } = await client.query(
      `select worker, count(*)::integer from oban_jobs where priority = 3 or queue = 'search_indexing' group by 1`,
    );
    expect(rows).toEqual([{ worker: 'Pleroma.Workers.SearchIndexingWorker', count: 13 }]);
  });
});

test('an account of another server is refused, and nothing written', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const before = await snapshot(client);

  await expect(perform(deletionOf('spam1@spam.example'))).rejects.toThrow(/remote account/);

  expect(changesBetween(before, await snapshot(client))).toEqual({});
});

test('a like that arrives during the deletion is kept', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const carol = 'https://social.test/users/carol';
  await client.query('begin');
  await client.query(
    `update objects set data = jsonb_set(data, '{likes}', data -> 'likes' || to_jsonb($2::text)) where data ->> 'id' = $1`,
    [bobsPost, carol],
  );

  const deletion = perform(deletionOf('lain'));
  await someoneWaits(client);
  await client.query('commit');
  await deletion;

  const { rows } = await client.query(
    `select data -> 'likes' as likes from objects where data ->> 'id' = $1`,
    [bobsPost],
  );
  expect(rows).toEqual([{ likes: [carol] }]);
});

test('a hashtag that is used again during the deletion is kept', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await client.query('begin');
  await client.query(
    `insert into hashtags_objects (hashtag_id, object_id) select 1, id from objects where data ->> 'id' = $1`,
    [bobsPost],
  );

  const deletion = expect(perform(deletionOf('lain'))).resolves.toMatchObject({ outcome: { posts: 13 } });
  await someoneWaits(client);
  await client.query('commit');
  await deletion;

  expect((await client.query('select name from hashtags')).rows).toEqual([{ name: 'wired' }]);
  expect((await client.query('select from hashtags_objects')).rowCount).toBe(1);
});

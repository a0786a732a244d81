import { describe, expect, test } from 'vitest';
import { fixFollowState } from '../../src/operations/instance/fix-follow-state.ts';
import { pristineDatabase, type TestDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };
const mendingOf = (follower: string, followed: string) => ({
  ...request,
  operation: fixFollowState,
  args: { local_user: follower, remote_user: followed },
});

/** Bob's follow of lain, accepted in the world, is changed so that only the request knows of it. */
const breakFollow = ({ client }: TestDatabase, then: string) =>
  client.query(
    `${then} where follower_id = (select id from users where nickname = 'bob')
       and following_id = (select id from users where nickname = 'lain')`,
  );

const counts = async ({ client }: TestDatabase) =>
  (
    await client.query(
      `select nickname, follower_count as followers, following_count as follows from users
       where nickname in ('bob', 'lain') order by nickname`,
    )
  ).rows;

describe('a follow that was accepted and never took effect', () => {
  test('is rejected: its request is, its pending relationship and notification are removed, and counts are recounted', async () => {
    const database = await pristineDatabase();
    const { perform } = performOn(database.url);
    await breakFollow(database, 'update following_relationships set state = 1');
    const [bob, lain] = await counts(database);

    const { outcome } = await perform(mendingOf('bob', 'lain'));

    expect(outcome).toEqual({
      follower: 'bob',
      followed: 'lain',
      before: { request: 'accept', following: false },
      after: { request: 'reject', following: false },
    });
    expect(await counts(database)).toEqual([
      { ...bob, follows: bob.follows - 1 },
      { ...lain, followers: lain.followers - 1 },
    ]);
    const { rows } = await database.client.query(
      `select a.data ->> 'state' as state, count(n)::integer as notifications
       from activities a left join notifications n on n.activity_id = a.id
       where a.data ->> 'type' = 'Follow' and a.actor like '%/bob' and a.data ->> 'object' like '%/lain' group by 1`,
    );
    expect(rows).toEqual([{ state: 'reject', notifications: 0 }]);
    const reject = await database.client.query(
      `select actor, local, recipients from activities where data ->> 'type' = 'Reject'`,
    );
    expect(reject.rows).toEqual([
      {
        actor: 'https://social.test/users/lain',
        local: true,
        recipients: ['https://social.test/users/bob'],
      },
    ]);
    await expect(perform(mendingOf('bob', 'lain'))).rejects.toThrow(/already correct.*"reject"/);
  });

  test('is not published where the instance does not federate', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, { AKKOMA_FEDERATING: 'false' });

    await perform(mendingOf('gina', 'friend4@friendly.example'));

    expect((await client.query('select from oban_jobs')).rowCount).toBe(0);
  });

  test.for([
    ['on', 9, 'true'],
    ['off', 0, 'false'],
  ] as const)(
    'leaves the count of a remote account alone, with synchronization %s or not: %i',
    async ([, count, on]) => {
      const { url, client } = await pristineDatabase();
      const { perform } = performOn(url, { AKKOMA_EXTERNAL_USER_SYNCHRONIZATION: on });
      await client.query(
        `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
       select gina.id, friend.id, 1, now(), now() from users gina, users friend
       where gina.nickname = 'gina' and friend.nickname = 'friend4@friendly.example'`,
      );
      await client.query(`update users set follower_count = 9 where nickname = 'friend4@friendly.example'`);

      await perform(mendingOf('gina', 'friend4@friendly.example'));

      const { rows } = await client.query(
        `select follower_count as count from users where nickname = 'friend4@friendly.example'`,
      );
      expect(rows).toEqual([{ count }]);
    },
  );

  test('leaves the count of a remote follower alone, with synchronization off too', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, { AKKOMA_EXTERNAL_USER_SYNCHRONIZATION: 'false' });
    await client.query(
      `update following_relationships set state = 1
       where follower_id = (select id from users where nickname = 'friend1@friendly.example')`,
    );
    await client.query(
      `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
       select gen_random_uuid(), jsonb_build_object('id', ap_id || '#follow', 'type', 'Follow', 'state', 'accept',
           'actor', ap_id, 'object', 'https://social.test/users/lain'), ap_id, '{}', now(), now()
       from users where nickname = 'friend1@friendly.example'`,
    );
    await client.query(`update users set following_count = 9 where nickname = 'friend1@friendly.example'`);

    await perform(mendingOf('friend1@friendly.example', 'lain'));

    const { rows } = await client.query(
      `select following_count as count from users where nickname = 'friend1@friendly.example'`,
    );
    expect(rows).toEqual([{ count: 9 }]);
  });
});

describe('a follow is left alone, and nothing is written', () => {
  test.for([
    ['where the follow is as it should be', 'select', 'lain', 'friend1@friendly.example', /already correct/],
    [
      'where the request still waits',
      'select',
      'ada',
      'friend2@friendly.example',
      /already correct.*"pending"/,
    ],
    [
      'where nobody ever asked',
      'select',
      'dave',
      'friend1@friendly.example',
      /There is no follow request from dave/,
    ],
    ['where the follower is not known', 'select', 'nobody', 'bob', /No account nobody/],
    ['where the followed is not known', 'select', 'bob', 'x@y.example', /No account x@y.example/],
    [
      'where the followed is deactivated, in whose name nothing is done',
      `update users set is_active = false where nickname = 'friend4@friendly.example'`,
      'gina',
      'friend4@friendly.example',
      /friend4@friendly.example is deactivated/,
    ],
    [
      'where the request embeds whom it is for',
      `update activities set data = jsonb_set(data, '{object}', jsonb_build_object('id', data -> 'object'))
       where data ->> 'type' = 'Follow' and data ->> 'object' = 'https://friendly.example/users/friend4'`,
      'gina',
      'friend4@friendly.example',
      /has an old format/,
    ],
  ] as const)('%s', async ([, setup, follower, followed, sentence]) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(setup);
    const before = await snapshot(client);

    await expect(perform(mendingOf(follower, followed))).rejects.toThrow(sentence);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});

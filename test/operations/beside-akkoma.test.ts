import { setTimeout as after } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { Operation } from '../../src/operations/index.ts';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { rm } from '../../src/operations/instance/rm.ts';
import { set } from '../../src/operations/instance/set.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { signOut } from '../../src/operations/instance/sign-out.ts';
import { undo } from '../../src/operations/undo/undo.ts';
import { writeFollowers } from '../support/crowd.ts';
import { ownersAddress, pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { someoneWaits } from '../support/waiting.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** A connection of Akkoma's server. */
async function akkomaOn(url: string): Promise<Client> {
  const akkoma = new Client({ connectionString: ownersAddress(url) });
  await akkoma.connect();
  onTestFinished(() => akkoma.end());
  return akkoma;
}

const idOf = (nickname: string) => `(select id from users where nickname = '${nickname}')`;

const counts = (column: string, nickname: string) =>
  `update users set ${column} = ${column} + 1 where nickname = '${nickname}'`;

const follows = (follower: string, followed: string) => `
  insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
  values (${idOf(follower)}, ${idOf(followed)}, 2, now(), now())`;

/** Adds a Follow activity of each local follower of lain, and lain's notification of it. */
const writeFollows = `
  with made as (
    insert into activities (id, data, actor, recipients, inserted_at, updated_at)
    select steward.flake_at(1780000000000 + row_number() over (), '15c973e54f0d', 7),
      jsonb_build_object('id', 'https://social.test/activities/' || nickname, 'type', 'Follow', 'actor', ap_id,
        'object', 'https://social.test/users/lain', 'state', 'accept'),
      ap_id, array['https://social.test/users/lain'], now(), now()
    from users where nickname like 'fan%'
    returning id)
  insert into notifications (user_id, activity_id, seen, inserted_at, updated_at)
  select ${idOf('lain')}, id, false, now(), now() from made`;

const postOfLain = `(
  select id from activities
  where actor = 'https://social.test/users/lain' and data ->> 'type' = 'Create' order by id limit 1)`;

const noteOfLain = `(
  select id from objects
  where data ->> 'actor' = 'https://social.test/users/lain' and data ->> 'type' in ('Note', 'Tombstone') order by id limit 1)`;

interface Duel {
  /** Statements to run before. */
  readonly prepared?: string;
  /** Whether the operation is done first, and the case is about its undo. */
  readonly undone?: boolean;
  readonly operation?: Operation<never, never>;
  readonly args?: object;
  /** The row that a transaction of Akkoma's holds, and the row that it wants next. */
  readonly has: string;
  readonly wants: string;
}

const withoutLain = { operation: deactivate, args: { nickname: 'lain', keep_followers: false } };
const demotion = { operation: set, args: { nickname: 'ivan', admin: false } };

test.for<[string, object]>([
  [
    'a follow of who is removed, with posts',
    {
      operation: rm,
      args: { nickname: 'lain', posts_first: true },
      has: follows('gina', 'lain'),
      wants: counts('follower_count', 'lain'),
    },
  ],
  [
    'a notification of the Follow of who loses it',
    {
      ...withoutLain,
      has: `insert into notifications (user_id, activity_id, seen, inserted_at, updated_at)
        select ${idOf('fan7')}, id, false, now(), now() from activities where data ->> 'id' = 'https://social.test/activities/fan7'`,
      wants: counts('following_count', 'fan7'),
    },
  ],
  [
    'a follow anew, whose end is undone',
    { ...withoutLain, undone: true, has: follows('fan7', 'lain'), wants: counts('following_count', 'fan7') },
  ],
  [
    'a reply with a hashtag that goes',
    {
      operation: deleteActivities,
      args: { nickname: 'lain' },
      prepared: `
        with tag as (insert into hashtags (name, inserted_at, updated_at) values ('onlylain', now(), now()) returning id)
        insert into hashtags_objects (hashtag_id, object_id) select tag.id, ${noteOfLain} from tag`,
      has: `
        with reply as (
          insert into objects (data, inserted_at, updated_at)
          values ('{"id": "https://remote.example/o/1", "type": "Note"}', now(), now()) returning id)
        insert into hashtags_objects (hashtag_id, object_id)
        select tag.id, reply.id from hashtags tag, reply where tag.name = 'onlylain'`,
      wants: `update objects set data = jsonb_set(data, '{repliesCount}', '1') where id = ${noteOfLain}`,
    },
  ],
  [
    'an admin’s follow of another, who is demoted',
    { ...demotion, has: counts('following_count', 'ada'), wants: counts('follower_count', 'ivan') },
  ],
  [
    'a follow by an admin who is demoted',
    { ...demotion, has: counts('following_count', 'ivan'), wants: counts('follower_count', 'ada') },
  ],
  [
    'a follow by an admin who is removed',
    {
      operation: rm,
      args: { nickname: 'ivan', posts_first: true },
      has: counts('following_count', 'ivan'),
      wants: counts('follower_count', 'ada'),
    },
  ],
])('PostgreSQL never ends Akkoma’s transaction because of a deadlock: %s', async ([, duel]) => {
  const { prepared, undone, operation, args, has, wants } = duel as Duel & {
    operation: Operation<object, never>;
  };
  const { url, client } = await pristineDatabase('3.16.0');
  const { perform } = performOn(url);
  await writeFollowers(client, 20);
  await client.query(writeFollows);
  if (prepared !== undefined) await client.query(prepared);
  const act = { ...request, operation, args: args ?? {} };
  const { actionId } = undone === true ? await perform(act) : { actionId: 0 };
  const akkoma = await akkomaOn(url);
  await akkoma.query('begin');
  await akkoma.query(has);

  const acting =
    undone === true ? perform({ ...request, operation: undo, args: { action: actionId } }) : perform(act);
  const settled = acting.then(
    () => 'done',
    (error: unknown) => error,
  );
  await someoneWaits(akkoma);
  // By then Steward's check for a deadlock has run, and Akkoma's would find it.
  await after(300);
  await akkoma.query(wants);
  await akkoma.query('commit');

  expect(await settled).toBe('done');
});

test.for([
  [
    'a notification is marked as read',
    `update notifications set seen = true where activity_id = ${postOfLain}`,
  ],
  [
    'a post is bookmarked',
    `insert into bookmarks (user_id, activity_id, inserted_at, updated_at) values (${idOf('carol')}, ${postOfLain}, now(), now())`,
  ],
] as const)('while %s, nobody waits for the deletion that waits for it', async ([, has]) => {
  const { url, client } = await pristineDatabase('3.13.2');
  const { perform } = performOn(url);
  await client.query(
    `insert into notifications (user_id, activity_id, seen, inserted_at, updated_at)
     values (${idOf('carol')}, ${postOfLain}, false, now(), now())`,
  );
  const [akkoma, other] = [await akkomaOn(url), await akkomaOn(url)];
  await akkoma.query('begin');
  await akkoma.query(has);

  const acting = perform({ ...request, operation: deleteActivities, args: { nickname: 'lain' } });
  await someoneWaits(akkoma);
  // Each new post of the instance writes this row.
  await other.query(`set statement_timeout = '5s'`);
  await other.query('update counter_cache set public = public + 1');
  await akkoma.query('commit');

  expect((await acting).outcome).toMatchObject({ nickname: 'lain' });
});

test.for([
  ['has its token renewed', 'delete from oauth_tokens where id = 1;'],
  ['logs in', ''],
] as const)('a sign-out while an app %s leaves no session', async ([, gone]) => {
  const { url, client } = await pristineDatabase('3.16.0');
  const { perform } = performOn(url);
  await client.query(`update oauth_tokens set user_id = ${idOf('bob')} where id = 1`);
  const akkoma = await akkomaOn(url);
  await akkoma.query('begin');
  await akkoma.query(
    `${gone}
     insert into oauth_tokens (user_id, app_id, token, scopes, valid_until, inserted_at, updated_at)
     values (${idOf('bob')}, 1, 'new', '{read}', now() + interval '1 day', now(), now())`,
  );

  const acting = perform({ ...request, operation: signOut, args: { nickname: 'bob' } });
  await someoneWaits(akkoma);
  await akkoma.query('commit');
  await acting;

  const { rowCount } = await client.query(`select from oauth_tokens where user_id = ${idOf('bob')}`);
  expect(rowCount).toBe(0);
});

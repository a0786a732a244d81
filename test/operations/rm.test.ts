import { describe, expect, test } from 'vitest';
import { rm } from '../../src/operations/instance/rm.ts';
import { plain } from '../../src/text/text.ts';
import { pristineDatabase, type TestDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };
const removalOf = (nickname: string, postsFirst = true) => ({
  ...request,
  operation: rm,
  args: { nickname, posts_first: postsFirst },
});

const jobs = async ({ client }: TestDatabase) =>
  (await client.query(`select args ->> 'op' as op, count(*)::integer from oban_jobs group by 1 order by 1`))
    .rows;

describe('removing an account', () => {
  test('deletes its posts too, and leaves the rest to the server', async () => {
    const database = await pristineDatabase();
    const { perform } = performOn(database.url);

    const { outcome, plan } = await perform(removalOf('lain'));

    expect(outcome).toEqual({
      nickname: 'lain',
      id: 'BCj5x94P9Of5z84ylk',
      removed: true,
      deleted: { posts: 13, likes: 1, boosts: 1, reactions: 0 },
    });
    expect(plan.counts).toEqual({ posts: 13, likes: 1, boosts: 1, reactions: 0, followers: 6, follows: 4 });
    expect(await jobs(database)).toEqual([
      { op: 'delete_user', count: 1 },
      { op: 'publish', count: 16 },
    ]);
    const { rows } = await database.client.query(
      `select is_active, email, name, password_hash, note_count, pinned_objects from users where nickname = 'lain'`,
    );
    expect(rows).toEqual([
      { is_active: false, email: null, name: null, password_hash: null, note_count: 0, pinned_objects: {} },
    ]);
  });

  test('empties every personal column, and no other', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(
      `update users set raw_bio = 'x', last_refreshed_at = now(), registration_reason = 'x', confirmation_token = 'x',
         mastofe_settings = '{"x": 1}', mascot = '{"x": 1}', avatar = '{"x": 1}', banner = null, background = '{"x": 1}',
         emoji = '{"x": "y"}', pleroma_settings_store = '{"x": 1}', tags = '{x}', domain_blocks = '{x}',
         also_known_as = '{x}', fields = '[{}]', raw_fields = '[{}]', is_locked = true, password_reset_pending = true,
         is_discoverable = true, language = 'ja', default_scope = 'direct', is_suggested = true
       where nickname = 'lain'`,
    );
    const before = await snapshot(client);

    await perform(removalOf('lain', false));

    const { users } = changesBetween(before, await snapshot(client));
    const set = users?.updated?.[0]?.set ?? {};
    expect(Object.fromEntries(Object.entries(set).map(([column, [, after]]) => [column, after]))).toEqual({
      bio: '',
      raw_bio: null,
      email: null,
      name: null,
      password_hash: null,
      last_refreshed_at: null,
      last_digest_emailed_at: null,
      registration_reason: null,
      confirmation_token: null,
      mastofe_settings: null,
      mascot: null,
      avatar: {},
      banner: {},
      background: {},
      emoji: {},
      pleroma_settings_store: {},
      tags: [],
      domain_blocks: [],
      also_known_as: [],
      fields: [],
      raw_fields: [],
      note_count: 0,
      follower_count: 0,
      following_count: 0,
      is_locked: false,
      password_reset_pending: false,
      is_active: false,
      is_discoverable: false,
      updated_at: expect.stringMatching(/^20/),
    });
  });

  test('works for a deactivated account too', async () => {
    const database = await pristineDatabase();
    const { perform } = performOn(database.url);

    await perform(removalOf('erin', false));

    expect(await jobs(database)).toEqual([
      { op: 'delete_user', count: 1 },
      { op: 'publish', count: 1 },
    ]);
    const { rows } = await database.client.query(`select email from users where nickname = 'erin'`);
    expect(rows).toEqual([{ email: null }]);
  });

  test('of staff deletes their notifications about reports, and records them', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(
      `insert into notifications (user_id, activity_id, type, inserted_at, updated_at)
       select u.id, a.id, type::notification_type, '2026-10-25', '2026-10-25'
       from users u, (select id from activities limit 1) a, unnest(array['pleroma:report', 'mention']) type
       where u.nickname in ('mo', 'bob')`,
    );

    const { actionId, plan } = await perform(removalOf('mo', false));

    expect(plan.before?.map(plain)).toEqual(['mo is a moderator of the instance.']);
    const { rows } = await client.query(
      `select u.nickname, n.type from notifications n join users u on u.id = n.user_id
       where n.inserted_at = '2026-10-25' order by 1, 2`,
    );
    expect(rows).toEqual([
      { nickname: 'bob', type: 'mention' },
      { nickname: 'bob', type: 'pleroma:report' },
      { nickname: 'mo', type: 'mention' },
    ]);
    const recorded = await client.query(
      `select before ->> 'type' as type from steward.changes where action_id = $1 and table_name = 'notifications'`,
      [actionId],
    );
    expect(recorded.rows).toEqual([{ type: 'pleroma:report' }]);
  });

  test('publishes nothing where the instance does not federate', async () => {
    const database = await pristineDatabase();
    const { perform } = performOn(database.url, { AKKOMA_FEDERATING: 'false' });

    const { plan } = await perform(removalOf('lain', false));

    expect(await jobs(database)).toEqual([{ op: 'delete_user', count: 1 }]);
    expect(JSON.stringify(plan.warnings)).not.toContain('Other servers');
  });

  test('says of an unconfirmed account that its nickname becomes free', async () => {
    const { url } = await pristineDatabase();
    const { perform } = performOn(url);

    const { plan } = await perform(removalOf('dave'));

    expect(JSON.stringify(plan.warnings)).toContain('nickname becomes available again');
  });

  test('stores the password’s hash nowhere', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const { rows } = await client.query(`select password_hash as hash from users where nickname = 'lain'`);

    await perform(removalOf('lain'));

    const kept = await keptIn(client);
    expect(kept).toContain('"user.rm"');
    expect(kept).not.toContain(rows[0].hash);
  });
});

describe('a removal is refused', () => {
  test('for an account that has been removed already', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await perform(removalOf('lain'));
    const before = await snapshot(client);

    await expect(perform(removalOf('lain'))).rejects.toThrow(/lain has been deleted\. Only/);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test.for([
    ['the only active admin', 'ada', /only active admin/],
    ['an account of another server', 'spam1@spam.example', /remote account/],
    ['who is not there', 'nobody', /No account nobody/],
  ] as const)('for %s', async ([, nickname, sentence]) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update users set is_admin = (nickname = 'ada')`);
    const before = await snapshot(client);

    await expect(perform(removalOf(nickname))).rejects.toThrow(sentence);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});

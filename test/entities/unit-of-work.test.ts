import { describe, expect, test } from 'vitest';
import {
  Activity,
  FollowingRelationship,
  Notification,
  ObanJob,
  setTime,
  User,
  UserRelationship,
} from '../../entities/akkoma/index.ts';
import { featuresAt, pristineDatabase, testDatabase } from '../support/database.ts';
import { akkomaOrm } from '../support/orm.ts';

const database = testDatabase();
const LAIN = { nickname: 'lain' };

describe('a row that is read and flushed unchanged', () => {
  test('writes nothing, in any table', async () => {
    const { orm, sent } = akkomaOrm(database.url);
    for (const meta of orm.getMetadata().getAll().values()) {
      const em = orm.em.fork();
      // Not every release has all of the tables.
      if (!(meta.tableName in featuresAt(database.url).columns)) continue;
      const rows = await em.find(meta.class, {});
      const { rows: there } = await database.client.query(`select from ${meta.tableName}`);
      expect(rows).toHaveLength(there.length);
      sent.length = 0;
      await em.flush();
      expect(sent, meta.tableName).toEqual([]);
    }
  });

  test('writes nothing, and takes over what another transaction has written, where it is read twice', async () => {
    const { client, url } = await pristineDatabase();
    const { orm, sent } = akkomaOrm(url);
    const em = orm.em.fork();
    const lain = await em.findOneOrFail(User, LAIN);
    await client.query(
      `update users set emoji = '{"cat": "https://social.test/cat.png"}' where nickname = 'lain'`,
    );

    const all = await em.find(User, {});

    expect(all).toContain(lain);
    expect(lain.emoji).toEqual({ cat: 'https://social.test/cat.png' });
    sent.length = 0;
    await em.flush();
    expect(sent).toEqual([]);
  });

  test('writes nothing when properties were set to equal values', async () => {
    const { orm, sent } = akkomaOrm(database.url);
    const em = orm.em.fork();
    const lain = await em.findOneOrFail(User, LAIN);
    lain.tags = [...(lain.tags ?? [])];
    lain.updatedAt = new Date(lain.updatedAt.getTime() + 999);
    lain.notificationSettings = Object.fromEntries(Object.entries(lain.notificationSettings).reverse());
    sent.length = 0;
    await em.flush();
    expect(sent).toEqual([]);
  });
});

describe('an update', () => {
  test('sets updated_at to the second of the unit of work, truncated, and names only the changed columns', async () => {
    const { client, url } = await pristineDatabase();
    const { orm, sent } = akkomaOrm(url);
    await orm.em.fork().transactional(async (em) => {
      setTime(em, new Date('2030-01-02T03:04:05.999Z'));
      const lain = await em.findOneOrFail(User, LAIN);
      lain.isActive = false;
      expect(lain.updatedAt.getMilliseconds()).toBe(0);
    });
    expect(sent.filter((sql) => sql.startsWith('update'))).toEqual([
      expect.stringMatching(
        /^update "users" set "(updated_at|is_active)" = .+, "(updated_at|is_active)" = .+ where "id" = .+$/,
      ),
    ]);
    const { rows } = await client.query(
      `select is_active, updated_at::text from users where nickname = 'lain'`,
    );
    expect(rows).toEqual([{ is_active: false, updated_at: '2030-01-02 03:04:05' }]);
  });

  test('sets updated_at to the current second where no time was set', async () => {
    const { url } = await pristineDatabase();
    const { orm } = akkomaOrm(url);
    const em = orm.em.fork();
    const lain = await em.findOneOrFail(User, LAIN);
    const before = Date.now();
    lain.name = 'Iwakura';
    await em.flush();
    expect(lain.updatedAt.getTime()).toBeGreaterThan(before - 1_000);
    expect(lain.updatedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('leaves the microseconds of an untouched column alone', async () => {
    const { client, url } = await pristineDatabase();
    const read = `select last_refreshed_at::text from users where nickname = 'spam1@spam.example'`;
    const { rows: before } = await client.query(read);
    const { orm } = akkomaOrm(url);
    const em = orm.em.fork();
    const user = await em.findOneOrFail(User, { nickname: 'spam1@spam.example' });
    user.name = 'changed';
    await em.flush();
    const { rows: after } = await client.query(read);
    expect(after).toEqual(before);
    expect(user.lastRefreshedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  test('in a table without updated_at sets nothing else', async () => {
    const { url } = await pristineDatabase();
    const { orm, sent } = akkomaOrm(url);
    const em = orm.em.fork();
    const relationship = em.create(UserRelationship, { relationshipType: 1 });
    await em.flush();
    relationship.relationshipType = 2;
    sent.length = 0;
    await em.flush();
    expect(sent.filter((sql) => sql.startsWith('update'))).toEqual([
      expect.stringMatching(/^update "user_relationships" set "relationship_type" = \S+ where "id" = \S+$/),
    ]);
  });
});

describe('an insert', () => {
  test('leaves unset columns to the database, and reads them back', async () => {
    const { client, url } = await pristineDatabase();
    const { orm } = akkomaOrm(url);
    const em = orm.em.fork();
    setTime(em, new Date('2030-01-02T03:04:05.999Z'));
    const user = em.create(User, {
      id: 'BCj5x94P9Of5z84yln',
      apId: 'https://social.test/users/new',
      bio: '',
    });
    const job = em.create(ObanJob, { worker: 'W', queue: 'background', args: { op: 'x' }, maxAttempts: 1 });
    await em.flush();
    expect(user.notificationSettings).toEqual({
      follows: true,
      followers: true,
      non_follows: true,
      non_followers: true,
    });
    expect(user.tags).toEqual([]);
    expect(job).toMatchObject({ id: 1, state: 'available', errors: [], meta: {}, priority: 0, attempt: 0 });
    const { rows } = await client.query(`
      select blocks, inserted_at::text, updated_at::text,
        abs(extract(epoch from last_digest_emailed_at - timezone('UTC', now()))) < 60 as digest,
        (select scheduled_at = inserted_at and state = 'available' from oban_jobs) as job
      from users where ap_id = 'https://social.test/users/new'`);
    expect(rows).toEqual([
      {
        blocks: [],
        inserted_at: '2030-01-02 03:04:05',
        updated_at: '2030-01-02 03:04:05',
        digest: true,
        job: true,
      },
    ]);
  });

  test('with an invalid id is refused before it is sent', async () => {
    const { orm, sent } = akkomaOrm(database.url);
    const em = orm.em.fork();
    expect(() =>
      em.create(User, { id: 'not/a/flake', apId: 'https://social.test/users/x', bio: '' }),
    ).toThrow(/Not a FlakeId/);
    await em.flush();
    expect(sent.filter((sql) => sql.startsWith('insert'))).toEqual([]);
  });
});

describe('a query', () => {
  test('finds by FlakeId, alone and in lists, and follows references', async () => {
    const { orm } = akkomaOrm(database.url);
    const em = orm.em.fork();
    const lain = await em.findOneOrFail(User, LAIN);
    expect((await em.fork().findOneOrFail(User, lain.id)).nickname).toBe('lain');
    expect(await em.fork().find(User, { id: { $in: [lain.id] } })).toHaveLength(1);
    const follows = await em.find(FollowingRelationship, { followingId: lain.id, state: 2 });
    expect(follows.length).toBeGreaterThan(0);
    expect(await em.find(User, { id: follows.map((follow) => follow.followerId) })).toHaveLength(
      follows.length,
    );
    expect(await em.find(Notification, { userId: lain.id, type: 'follow' })).not.toHaveLength(0);
    expect(await em.find(Activity, { data: { type: 'Create' }, actor: lain.apId })).not.toHaveLength(0);
  });

  test('by nickname ignores case, in lists too', async () => {
    const { orm } = akkomaOrm(database.url);
    expect(await orm.em.fork().count(User, { nickname: 'LAIN' })).toBe(1);
    expect(await orm.em.fork().count(User, { nickname: { $in: ['LAIN', 'Bob'] } })).toBe(2);
  });

  test('compares times as UTC', async () => {
    const { orm } = akkomaOrm(database.url);
    const em = orm.em.fork();
    const lain = await em.findOneOrFail(User, LAIN);
    expect(lain.updatedAt).toEqual(new Date('2026-10-24T02:47:09Z'));
    expect(await em.count(User, { nickname: 'lain', updatedAt: lain.updatedAt })).toBe(1);
  });
});

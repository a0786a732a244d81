import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { flakeIdFromUuid } from '../../entities/types/flake-id-text.ts';
import { pristineDatabase } from './database.ts';
import { expectChanges, recording } from './recording.ts';
import { type Changes, changesBetween, type Row, snapshot } from './snapshot.ts';

const run = {
  startedAt: new Date('2026-12-01T10:00:00.500Z'),
  endedAt: new Date('2026-12-01T10:00:03.250Z'),
};
const NOW = '2026-12-01T10:00:01';
const NOW_EXACT = '2026-12-01T10:00:01.123456';
const FLAKE = uuidAt(run.startedAt.getTime() + 1, 1);
const OTHER_FLAKE = uuidAt(run.startedAt.getTime() + 1, 2);
const RANDOM = '8d0f6e0c-4c1a-4f3e-9b0d-1c2d3e4f5a6b';
const OTHER_RANDOM = '1c713372-7c63-4ed8-a4cd-913d69d033ad';

describe('what changed between two snapshots', () => {
  test('is nothing where nothing changed', async () => {
    const { client } = await pristineDatabase();
    const before = await snapshot(client);
    await client.query('update users set is_active = is_active');
    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test('is inserted and deleted rows whole, and of a changed row its changed columns', async () => {
    const { client } = await pristineDatabase();
    const before = await snapshot(client);
    await client.query(`update users set tags = array['x'] where nickname = 'lain'`);
    await client.query(`update user_invite_tokens set used = true where id = 1`);
    await client.query('delete from bookmarks');
    await client.query(`insert into user_follows_hashtag (id) values (7)`);
    const changes = changesBetween(before, await snapshot(client));
    expect(changes).toMatchObject({
      users: { updated: [{ key: { nickname: 'lain' }, set: { tags: [[], ['x']] } }] },
      user_invite_tokens: {
        updated: [{ key: { id: 1, token: expect.any(String) }, set: { used: [false, true] } }],
      },
      bookmarks: { deleted: [{ id: 1 }] },
      user_follows_hashtag: { inserted: [{ id: 7, user_id: null, hashtag_id: null }] },
    });
    expect(Object.keys(changes)).toHaveLength(4);
  });

  test('equals a recording when the same statements were run', async () => {
    const { client } = await pristineDatabase();
    const before = await snapshot(client);
    const startedAt = new Date();
    await client.query(`update users set tags = array['sandbox'],
      updated_at = date_trunc('second', timezone('UTC', now())) where nickname = 'lain'`);
    const changes = changesBetween(before, await snapshot(client));
    const { users } = recording('tag-one').changes;
    const set = { ...users?.updated?.[0]?.set, tags: [[], ['sandbox']] as const };
    const recorded = { users: { updated: [{ key: { nickname: 'lain' }, set }] } };
    expectChanges(changes, recorded, { startedAt, endedAt: new Date() });
  });
});

describe('a recording is met', () => {
  test('by rows in any order', () => {
    const rows = [{ id: 1 }, { id: 2 }, { id: 2 }];
    expectChanges({ markers: { deleted: rows.toReversed() } }, { markers: { deleted: rows } }, run);
  });

  test('by placeholders that agree across rows, also where only trying finds the pairing', () => {
    const jobs = (first: string, second: string): Changes => ({
      oban_jobs: {
        inserted: [
          { id: '<serial>', args: { url: `https://social.test/activities/${first}` } },
          { id: '<serial>', args: { url: `https://social.test/activities/${second}` } },
          { id: '<serial>', args: { both: `${second},${first}` } },
        ],
      },
    });
    const numbered = (changes: Changes): Changes =>
      JSON.parse(JSON.stringify(changes).replaceAll('"<serial>"', '9'));
    expectChanges(numbered(jobs(RANDOM, OTHER_RANDOM)), jobs('<uuid 1>', '<uuid 2>'), run);
    expectChanges(numbered(jobs(OTHER_RANDOM, RANDOM)), jobs('<uuid 1>', '<uuid 2>'), run);
  });

  test('by an activity, its url, and its flake in a job', () => {
    expectChanges(activityAndJob(FLAKE, RANDOM, flakeIdFromUuid(FLAKE)), recordedActivityAndJob, run);
  });

  test('by every kind of placeholder', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expectMet('<serial>', 12);
    expectMet('<token, 44 characters>', `${'aZ09_-'.repeat(7)}a=`);
    expectMet('<argon2id hash>', `$2b$12$${'./Az0'.repeat(10)}abc`);
    expectMet('<rsa private key, pem>', privateKey.export({ type: 'pkcs1', format: 'pem' }));
    expectMet('<mail>', Buffer.from([131, 116]).toString('base64'));
    expectMet('<now>', NOW);
    expectMet('<now>', NOW_EXACT);
    expectMet('<uuid 1>', RANDOM);
  });

  test('by a time inside JSON inside a text', () => {
    const text = (time: string): Changes => ({
      oban_jobs: { inserted: [{ args: { data: `{"published":"${time}"}` } }] },
    });
    expectChanges(text(`${NOW_EXACT}Z`), text('<now>'), run);
    expect(() => expectChanges(text(NOW_EXACT), text('<now>'), run)).toThrow(/form of its place/);
  });

  test('by a default that PostgreSQL rounded up, in that one column', () => {
    const late = '2026-12-01T10:00:03.500'.slice(0, 19);
    const rounded = { startedAt: run.startedAt, endedAt: new Date('2026-12-01T10:00:02.700Z') };
    const row = (column: string, value: string): Changes => ({ users: { inserted: [{ [column]: value }] } });
    expectChanges(row('last_digest_emailed_at', late), row('last_digest_emailed_at', '<now>'), rounded);
    expect(() => expectChanges(row('updated_at', late), row('updated_at', '<now>'), rounded)).toThrow();
  });
});

describe('a recording is not met', () => {
  const recorded: Changes = { markers: { deleted: [{ id: 1, timeline: 'home' }] } };

  test('with an extra row, an extra table or an extra update', () => {
    expectNotMet(
      {
        markers: {
          deleted: [
            { id: 1, timeline: 'home' },
            { id: 2, timeline: 'home' },
          ],
        },
      },
      recorded,
      /too many: markers deleted/,
    );
    expectNotMet({ ...recorded, apps: { inserted: [{ id: 1 }] } }, recorded, /too many: apps inserted/);
    expectNotMet(
      { ...recorded, users: { updated: [{ key: { nickname: 'a' }, set: { bio: ['', 'x'] } }] } },
      recorded,
      /users updated/,
    );
  });

  test('with a missing row', () => {
    expectNotMet({}, recorded, /missing: markers deleted/);
    expectNotMet({ markers: { inserted: [{ id: 1, timeline: 'home' }] } }, recorded, /missing/);
  });

  test('with a wrong value, and says where', () => {
    expectNotMet(
      { markers: { deleted: [{ id: 1, timeline: 'away' }] } },
      recorded,
      /timeline: recorded "home", found "away"/,
    );
    expectNotMet(
      { markers: { deleted: [{ id: '1', timeline: 'home' }] } },
      recorded,
      /id: recorded 1, found "1"/,
    );
  });

  test('with a null where the recording has nothing, or the other way round', () => {
    expectNotMet({ markers: { deleted: [{ id: 1, timeline: 'home', a: null }] } }, recorded);
    expectNotMet(recorded, { markers: { deleted: [{ id: 1, timeline: 'home', a: null }] } });
  });

  test('with another column in an update, or one too few', () => {
    const update = (set: Row): Changes =>
      JSON.parse(JSON.stringify({ users: { updated: [{ key: { nickname: 'a' }, set }] } }));
    expectNotMet(update({ bio: ['', 'x'], name: ['', 'x'] }), update({ bio: ['', 'x'] }));
    expectNotMet(update({ bio: ['', 'x'] }), update({ bio: ['', 'x'], name: ['', 'x'] }));
    expectNotMet(update({ bio: ['', 'x'] }), update({ bio: ['y', 'x'] }));
  });

  test('with one placeholder bound to two values', () => {
    expectNotMet(
      activityAndJob(FLAKE, RANDOM, flakeIdFromUuid(OTHER_FLAKE)),
      recordedActivityAndJob,
      /<uuid 1> is already|missing/,
    );
  });

  test('with two placeholders bound to one value', () => {
    const pair = (a: string, b: string): Changes => ({ apps: { inserted: [{ a, b }] } });
    expectNotMet(pair(RANDOM, RANDOM), pair('<uuid 1>', '<uuid 2>'), /already <uuid 1>/);
  });

  test('with a time before or after the run, or a fraction of one that is', () => {
    expectNoPlaceholderFor('<now>', '2026-12-01T09:59:59');
    expectNoPlaceholderFor('<now>', '2026-12-01T10:00:04');
    expectNoPlaceholderFor('<now>', '2026-12-01T10:00:00.400000');
    expectNoPlaceholderFor('<now>', `${NOW_EXACT}Z`);
  });

  test('with an activity id that is random, or a flake of another time', () => {
    expectNotMet(
      activityAndJob(RANDOM, OTHER_RANDOM, flakeIdFromUuid(RANDOM)),
      recordedActivityAndJob,
      /not made during the run/,
    );
    const stale = uuidAt(run.startedAt.getTime() - 60_000, 1);
    expectNotMet(
      activityAndJob(stale, RANDOM, flakeIdFromUuid(stale)),
      recordedActivityAndJob,
      /not made during the run/,
    );
  });

  test('with something that is not what the placeholder stands for', () => {
    expectNoPlaceholderFor('<serial>', '12');
    expectNoPlaceholderFor('<serial>', 1.5);
    expectNoPlaceholderFor('<token, 44 characters>', 'short');
    expectNoPlaceholderFor('<argon2id hash>', '$2y$12$abc');
    expectNoPlaceholderFor('<argon2id hash>', '$argon2id$v=19$m=65536,t=8,p=2$a$b');
    expectNoPlaceholderFor(
      '<rsa private key, pem>',
      '-----BEGIN RSA PRIVATE KEY-----\nno\n-----END RSA PRIVATE KEY-----\n',
    );
    expectNoPlaceholderFor('<mail>', 'text');
    expectNoPlaceholderFor('<uuid 1>', 'not-a-uuid');
    expectNoPlaceholderFor('<uuid 1>', RANDOM.toUpperCase());
    expectNoPlaceholderFor('<now>', null);
  });
});

const recordedActivityAndJob = activityAndJob('<uuid 1>', '<uuid 2>', '<flake of <uuid 1>>');

function activityAndJob(id: string, urlId: string, flake: string): Changes {
  return {
    activities: { inserted: [{ id, data: { id: `https://social.test/activities/${urlId}` } }] },
    oban_jobs: {
      inserted: [
        { args: { activity_id: flake, object_data: `{"id":"https://social.test/activities/${urlId}"}` } },
      ],
    },
  };
}

function uuidAt(milliseconds: number, sequence: number): string {
  const hex = ((BigInt(milliseconds) << 64n) | (0xabcdefn << 16n) | BigInt(sequence))
    .toString(16)
    .padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function expectMet(recorded: string, actual: unknown): void {
  expectChanges(
    { apps: { inserted: [{ value: actual }] } },
    { apps: { inserted: [{ value: recorded }] } },
    run,
  );
}

function expectNoPlaceholderFor(recorded: string, actual: unknown): void {
  expect(() => expectMet(recorded, actual), `${recorded} met by ${actual}`).toThrow(/missing/);
}

function expectNotMet(actual: Changes, recorded: Changes, message = /missing|too many/): void {
  expect(() => expectChanges(actual, recorded, run)).toThrow(message);
}

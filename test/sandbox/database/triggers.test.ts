import { once } from 'node:events';
import type { Client, Notification } from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { pristineDatabase } from '../../support/database.ts';

const AUTHOR = 'https://social.test/users/lain';
const FOLLOWERS = `${AUTHOR}/followers`;
const EVERYONE = 'https://www.w3.org/ns/activitystreams#Public';

let client: Client;

beforeEach(async () => {
  ({ client } = await pristineDatabase('3.13.2'));
  await client.query('delete from counter_cache');
});

test.each([
  { visibility: 'public', to: [EVERYONE], cc: [FOLLOWERS] },
  { visibility: 'unlisted', to: [FOLLOWERS], cc: [EVERYONE] },
  { visibility: 'private', to: [FOLLOWERS], cc: [] },
  { visibility: 'direct', to: ['https://social.test/users/bob'], cc: [] },
])(
  'a new $visibility post is counted for its host, and no longer once deleted',
  async ({ visibility, to, cc }) => {
    const id = await post({ to, cc });
    expect(await counters()).toEqual([counter({ [visibility]: 1 })]);
    await client.query('delete from activities where id = $1', [id]);
    expect(await counters()).toEqual([counter({})]);
  },
);

test('a changed visibility moves one from the old column to the new', async () => {
  const id = await post({ to: [EVERYONE], cc: [] });
  await client.query(
    `update activities set data = jsonb_set(data, '{to}', $2), recipients = $3 where id = $1`,
    [id, JSON.stringify([FOLLOWERS]), [FOLLOWERS]],
  );
  expect(await counters()).toEqual([counter({ private: 1 })]);
});

test('an update that keeps the visibility leaves the counters alone', async () => {
  const id = await post({ to: [EVERYONE], cc: [] });
  await client.query(`update activities set data = data || '{"context": "c"}' where id = $1`, [id]);
  expect(await counters()).toEqual([counter({ public: 1 })]);
});

test('a counter does not fall below zero', async () => {
  const id = await post({ to: [EVERYONE], cc: [] });
  await client.query('update counter_cache set public = 0');
  await client.query('delete from activities where id = $1', [id]);
  expect(await counters()).toEqual([counter({})]);
});

test('only posts are counted', async () => {
  await post({ type: 'Announce', to: [EVERYONE], cc: [] });
  expect(await counters()).toEqual([]);
});

test('a post that names the public in its recipients, but neither in to nor in cc, has no visibility to count', async () => {
  await post({ to: [], cc: [], recipients: [EVERYONE] });
  expect(await counters()).toEqual([]);
});

test('an available job notifies the server, a scheduled one does not', async () => {
  const heard: Notification[] = [];
  client.on('notification', (notification) => heard.push(notification));
  await client.query('listen "public.oban_insert"');
  const first = once(client, 'notification', { signal: AbortSignal.timeout(5_000) });
  await client.query(`
    insert into oban_jobs (queue, worker, state)
    values ('later', 'W', 'scheduled'), ('background', 'W', 'available')`);
  await first;
  await client.query('select');
  expect(heard.map(({ channel, payload }) => [channel, JSON.parse(payload ?? '')])).toEqual([
    ['public.oban_insert', { queue: 'background' }],
  ]);
});

async function post(activity: {
  type?: string;
  to: string[];
  cc: string[];
  recipients?: string[];
}): Promise<string> {
  const { type = 'Create', to, cc, recipients = [...to, ...cc] } = activity;
  const { rows } = await client.query<{ id: string }>(
    `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
     values (gen_random_uuid(), $1, $2, $3, now(), now()) returning id`,
    [
      JSON.stringify({ id: `https://social.test/activities/${to.length}`, type, actor: AUTHOR, to, cc }),
      AUTHOR,
      recipients,
    ],
  );
  return rows[0]?.id ?? '';
}

async function counters(): Promise<unknown[]> {
  const { rows } = await client.query(
    `select instance, public::int, unlisted::int, private::int, direct::int from counter_cache`,
  );
  return rows;
}

function counter(counted: Record<string, number>): unknown {
  return { instance: 'social.test', public: 0, unlisted: 0, private: 0, direct: 0, ...counted };
}

import type { Client } from 'pg';
import { findPost } from '../src/akkoma/posts/index.ts';
import { listSignUps } from '../src/akkoma/registration/list-sign-ups.ts';
import { countOpenReports, listReports, readReport, readReportedHosts } from '../src/akkoma/reports/index.ts';
import { lookAtQueue } from '../src/queue/index.ts';
import type { Bench, Measured } from './bench.ts';
import { type InstanceDatabase, prepareInstance, startServer } from './instance-database.ts';
import { type Look, open, readingOf, timesOf } from './looks.ts';
import { crowdedHost, populate } from './populated.ts';

/** The sizes that are compared: what waits for staff is the same in both. */
const sizes = [
  { activities: 10_000, local: 200, remote: 1_800 },
  { activities: 1_000_000, local: 20_000, remote: 180_000 },
] as const;

const reports = 2_000;
const reportedAccounts = 100;
const signUps = 50;
const mostTimes = 1.3;

const page = 21;
const about = `https://${crowdedHost}/users/guest7`;
const channelId = '1212742151994593280';

const looks: Readonly<Record<string, Look>> = {
  'look for new reports': (em) =>
    em.transactional((inside) => lookAtQueue(inside, { queue: 'reports', channelId })),
  'look for new sign-ups': (em) =>
    em.transactional((inside) => lookAtQueue(inside, { queue: 'sign_ups', channelId })),
  'open reports': (em, instance) => listReports(em, instance, { states: ['open'] }, {}, page),
  'reports about an account': (em, instance) =>
    listReports(em, instance, { about: { addresses: [about] } }, {}, page),
  'a report with its posts': async (em, instance) => {
    const [report] = await listReports(em, instance, {}, {}, 1);
    return readReport(em, instance, report?.id ?? '');
  },
  'count open reports': (em) => countOpenReports(em, about),
  'hosts by their open reports': (em) => readReportedHosts(em),
  'sign-ups for moderators': (em) => listSignUps(em, false, {}, page),
  'sign-ups for admins': (em) => listSignUps(em, true, {}, page),
  'a post by its link': (em, instance) => findPost(em, instance, `https://${crowdedHost}/objects/7`),
};

/** How long what waits for staff is looked for among a million activities, compared to ten thousand. */
export const queue: Bench = {
  name: 'queue',
  about: `reports, sign-ups and posts among ${sizes[0].activities} activities, and with --large among ${sizes[1].activities}, in milliseconds`,

  async run({ large, signal }) {
    await using resources = new AsyncDisposableStack();
    const server = resources.use(await startServer());
    const databases: InstanceDatabase[] = [];
    for (const size of large ? sizes : sizes.slice(0, 1)) {
      signal.throwIfAborted();
      databases.push(resources.use(await prepareInstance(server, (client) => fill(client, size))));
    }
    const places = await open(resources, databases);
    const results: Measured[] = [];
    for (const [name, look] of Object.entries(looks)) {
      const [first, more] = await timesOf(look, places);
      const largest = places.at(-1);
      if (first === undefined || largest === undefined) continue;
      const { wholeScans, indexes } = await readingOf(look, largest, ['users', 'activities', 'objects']);
      results.push({
        rows: [
          {
            look: name,
            [`of ${sizes[0].activities}`]: Number(first.toFixed(1)),
            [`of ${sizes[1].activities}`]: more === undefined ? '' : Number(more.toFixed(1)),
            'whole scans': wholeScans,
            indexes: indexes.join(' '),
          },
        ],
        targets:
          more === undefined
            ? []
            : [
                {
                  claim: `${name}: at most ${mostTimes} times as long, by an index: ${(more / first).toFixed(2)}`,
                  met: more <= first * mostTimes && wholeScans === 0,
                },
              ],
      });
    }
    return {
      rows: results.flatMap(({ rows }) => rows),
      targets: results.flatMap(({ targets }) => targets),
    };
  },
};

async function fill(client: Client, { activities, local, remote }: (typeof sizes)[number]): Promise<void> {
  await populate(client, { local, remote, hosts: 11, crowd: 100 });
  await client.query(posts, [activities, crowdedHost]);
  await client.query(flags, [reports, reportedAccounts, crowdedHost]);
  await client.query(waiting, [signUps]);
  await client.query('vacuum analyze');
}

/** Posts of the crowd, over the year until yesterday. */
const posts = `
  with post as (
    select number, 'https://' || $2::text || '/users/guest' || 1 + number % 100 as actor,
      'https://' || $2::text || '/objects/' || number as object,
      now() - interval '1 day' - interval '1 year' * (1 - number::float8 / $1::integer) as at
    from generate_series(1, $1::integer) number
  ), object as (
    insert into objects (data, inserted_at, updated_at)
    select jsonb_build_object('id', object, 'type', 'Note', 'actor', actor, 'content', 'Post ' || number,
      'to', '["https://www.w3.org/ns/activitystreams#Public"]'::jsonb, 'cc', '[]'::jsonb), at, at
    from post
  )
  insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
  select steward.flake_at((extract(epoch from at) * 1000)::bigint, '0000000000aa', number),
    jsonb_build_object('id', object || '/activity', 'type', 'Create', 'actor', actor, 'object', object,
      'to', '["https://www.w3.org/ns/activitystreams#Public"]'::jsonb, 'cc', '[]'::jsonb),
    false, actor, '{https://www.w3.org/ns/activitystreams#Public}', at, at
  from post`;

/** Reports of the last month, a fifth of which are open, with two posts each. */
const flags = `
  insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
  select steward.flake_at((extract(epoch from at) * 1000)::bigint, '0000000000bb', number),
    jsonb_build_object('id', 'https://social.test/activities/report-' || number, 'type', 'Flag',
      'actor', 'https://social.test/users/person' || 1 + number % 50, 'content', 'Report ' || number,
      'state', case when number % 5 = 0 then 'open' else 'resolved' end,
      'object', jsonb_build_array(actor, 'https://' || $3::text || '/objects/' || reported || '/activity',
        'https://' || $3::text || '/objects/' || reported + 100 || '/activity')),
    true, 'https://social.test/users/person' || 1 + number % 50, '{}', at, at
  from (
    select number, number % $2::integer + 1 as reported,
      'https://' || $3::text || '/users/guest' || number % $2::integer + 1 as actor,
      now() - interval '30 days' * (1 - number::float8 / $1::integer) as at
    from generate_series(1, $1::integer) number
  ) report`;

/** Accounts that registered in the last month, and await approval. */
const waiting = `
  insert into users (id, nickname, name, bio, email, ap_id, follower_address, following_address, local, is_active,
    is_approved, is_confirmed, registration_reason, inserted_at, updated_at)
  select steward.flake_at((extract(epoch from at) * 1000)::bigint, '0000000000cc', number), 'waiting' || number,
    'waiting' || number, '', 'waiting' || number || '@mail.example', address, address || '/followers',
    address || '/following', true, true, false, true, 'I like it here', at, at
  from (
    select number, 'https://social.test/users/waiting' || number as address,
      now() - interval '30 days' * (1 - number::float8 / $1::integer) as at
    from generate_series(1, $1::integer) number
  ) account`;

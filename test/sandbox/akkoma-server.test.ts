import { expect, test } from 'vitest';
import { endFollow } from '../../sandbox/akkoma-server/end-follow.ts';
import { openRecords } from '../../sandbox/akkoma-server/index.ts';
import { akkomaOn } from '../support/akkoma.ts';
import { pristineDatabase } from '../support/database.ts';
import { expectChanges, recording } from '../support/recording.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const settings = {
  akkoma: '3.13.2',
  baseUrl: 'https://social.test',
  federating: true,
  cleanupAttachments: false,
  externalSearch: false,
} as const;

const enqueue = `insert into oban_jobs (worker, queue, args, max_attempts) values ($1, $2, $3, $4) returning id`;

test.for(['unfollow-local', 'unfollow-remote'])('%s: our server ends a follow as Akkoma does', async (id) => {
  const { client } = await pristineDatabase();
  const recorded = recording(id);
  const [, follower, followed] = recorded.argv ?? [];
  const { rows } = await client.query(
    `select * from users where nickname = any($1::citext[]) order by nickname = $2 desc`,
    [[follower, followed], follower],
  );
  const before = await snapshot(client);
  const startedAt = new Date();

  await endFollow(openRecords(client, settings), rows[0], rows[1]);

  expectChanges(changesBetween(before, await snapshot(client)), recorded.changes, {
    startedAt,
    endedAt: new Date(),
  });
});

test('our server takes jobs as Oban does, and records how they ended', async () => {
  const { url, client } = await pristineDatabase();
  const { rows: users } = await client.query(
    `select steward.flake_text(id) as id from users where nickname in ('lain', 'dave') order by nickname`,
  );
  for (const { id } of users) {
    const removal = { op: 'delete_user', user_id: id };
    await client.query(enqueue, ['Pleroma.Workers.BackgroundWorker', 'background', removal, 1]);
  }

  await (await akkomaOn(url, { diesAfter: 3, queues: ['background'] })).idle();

  const { rows } = await client.query(
    `select state, attempt, attempted_by, attempted_at is not null as attempted, cardinality(errors) as errors,
       completed_at is not null as completed, discarded_at is not null as discarded
     from oban_jobs where queue = 'background' order by id`,
  );
  const taken = { attempt: 1, attempted_by: ['sandbox'], attempted: true };
  expect(rows).toEqual([
    { ...taken, state: 'completed', errors: 0, completed: true, discarded: false },
    { ...taken, state: 'discarded', errors: 1, completed: false, discarded: true },
  ]);
});

test('our server sends nothing on behalf of an inactive account', async () => {
  const { url, client } = await pristineDatabase();
  const { rows: activities } = await client.query(
    `select steward.flake_text(max(a.id::text)::uuid) as id, u.nickname
     from activities a join users u on u.ap_id = a.actor where u.nickname in ('bob', 'lain') group by 2 order by 2`,
  );
  await client.query(`update users set is_active = false where nickname = 'lain'`);
  for (const { id } of activities) {
    const publish = { op: 'publish', activity_id: id, object_data: null };
    await client.query(enqueue, ['Pleroma.Workers.PublisherWorker', 'federator_outgoing', publish, 5]);
  }

  await (await akkomaOn(url)).idle();

  const { rows } = await client.query('select state from oban_jobs order by id');
  expect(rows).toEqual([{ state: 'completed' }, { state: 'retryable' }]);
});

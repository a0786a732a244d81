import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { recountFollows } from '../../src/akkoma/follows/recount.ts';
import { followsToUndo, unfollow } from '../../src/akkoma/follows/unfollow.ts';
import { findUser } from '../../src/akkoma/lookup/find-user.ts';
import { defineOperation } from '../../src/operations/index.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { expectChanges, recording } from '../support/recording.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

/** Ends one follow, as deactivation does to many at the same time. */
const leave = defineOperation({
  name: 'test.unfollow',
  tier: 'routine',
  writes: {},
  undo: 'recorded',
  async plan({ em, instance }, { follower, followed }: { follower: string; followed: string }) {
    const [from, to] = [await findUser(em, instance, follower), await findUser(em, instance, followed)];
    return {
      target: to.apId,
      counts: {},
      samples: [],
      warnings: [],
      facts: { follower: from.apId, followed: to.apId },
    };
  },
  async apply(writing, _args, { facts }) {
    const pair = sql`
      select r.id from following_relationships r
      join users follower on follower.id = r.follower_id join users followed on followed.id = r.following_id
      where follower.ap_id = ${facts.follower} and followed.ap_id = ${facts.followed}`;
    const gone = writing.journal.deleted('following_relationships');
    await unfollow(writing, {
      relationships: pair,
      follows: sql`select id from (${followsToUndo(gone)}) follow`,
    });
    const ended = sql`${gone} ended`;
    await recountFollows(writing.journal, writing.now, {
      following: sql`select id from users where local and id in (select follower_id from ${ended})`,
      followed: sql`select id from users where local and id in (select following_id from ${ended})`,
    });
    return {};
  },
});

const request = { reason: null, caller: tester, interactionId: null, secret: null };

test.for(['unfollow-local', 'unfollow-remote', 'unfollow-pending'])(
  '%s: a follow ends as the server itself ends it',
  async (id) => {
    const { url, client } = await pristineDatabase('3.13.2');
    const { perform } = performOn(url);
    const recorded = recording(id);
    const [, follower = '', followed = ''] = recorded.argv ?? [];
    const before = await snapshot(client);
    const startedAt = new Date();

    await perform({ ...request, operation: leave, args: { follower, followed } });

    const changes = changesBetween(before, await snapshot(client));
    expectChanges(changes, recorded.changes, { startedAt, endedAt: new Date() });
  },
);

test('nothing is federated where the server does not federate', async () => {
  const { url, client } = await pristineDatabase('3.13.2');
  const { perform } = performOn(url, { AKKOMA_FEDERATING: 'false' });

  await perform({ ...request, operation: leave, args: { follower: 'bob', followed: 'lain' } });

  const { rows } = await client.query('select worker from oban_jobs');
  expect(rows).toEqual([{ worker: 'Pleroma.Workers.SearchIndexingWorker' }]);
});

test('every altered row is recorded, before and after', async () => {
  const { url, client } = await pristineDatabase('3.13.2');
  const { perform } = performOn(url);

  const { actionId } = await perform({
    ...request,
    operation: leave,
    args: { follower: 'bob', followed: 'lain' },
  });

  const { rows } = await client.query(
    `select table_name as table, count(before)::integer as before, count(after)::integer as after
     from steward.changes where action_id = $1 group by 1 order by 1`,
    [actionId],
  );
  expect(rows).toEqual([
    { table: 'activities', before: 1, after: 1 },
    { table: 'following_relationships', before: 1, after: 0 },
    { table: 'notifications', before: 1, after: 0 },
    { table: 'oban_jobs', before: 0, after: 2 },
    { table: 'users', before: 2, after: 2 },
  ]);
});

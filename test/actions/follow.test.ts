import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createFollow } from '../../src/actions/index.ts';
import { rm } from '../../src/operations/instance/rm.ts';
import { lock } from '../../src/operations/steward/lock.ts';
import { writeMuch } from '../operations/retraction/crowd.ts';
import { akkomaOn } from '../support/akkoma.ts';
import { featuresAt, pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { statementsDuring } from '../support/statements.ts';
import { someoneWaits } from '../support/waiting.ts';

const lain = 'https://social.test/users/lain';

/** An account that was just removed, with all of its posts left to the server. */
async function removed(nickname = 'lain', prepare: (client: Client) => Promise<unknown> = async () => {}) {
  const { url, client } = await pristineDatabase();
  await prepare(client);
  const ways = performOn(url);
  const { actionId } = await ways.perform({
    operation: rm,
    args: { nickname, posts_first: false },
    reason: null,
    caller: tester,
    interactionId: null,
    secret: null,
  });
  const look = () => ways.follow({ action: actionId });
  return { url, client, actionId, look, ...ways };
}

const standing = async (client: Client) => {
  const { rows } = await client.query(
    'select state, revision, progress from steward.actions order by id limit 1',
  );
  return rows[0];
};

const removalJobs = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query(
    `select state from oban_jobs where args ->> 'op' = 'delete_user' order by id`,
  );
  return rows.map(({ state }) => state);
};

const entries = async (client: Client) =>
  (await client.query('select event, actor_id, detail from steward.audit_log order by id')).rows;

const looksToCome = async (client: Client): Promise<number> => {
  const { rows } = await client.query(
    `select count(*)::integer as count from steward_jobs.job where name = 'follow' and state = 'created'`,
  );
  return rows[0].count;
};

/** Counts lain's activities and accepted follows in both directions that the server has still to delete. */
const remainsOf = async (client: Client, apId = lain): Promise<number> => {
  const { rows } = await client.query(
    `select (select count(*) from activities
         where actor = $1 and data ->> 'type' in ('Create', 'Like', 'Announce'))
       + (select count(*) from following_relationships r join users u on u.id in (r.follower_id, r.following_id)
         where u.ap_id = $1 and r.state = 2) as count`,
    [apId],
  );
  return Number(rows[0].count);
};

/** Makes the jobs look as if they had been in their state for eleven minutes. */
const age = (client: Client) =>
  client.query(
    `update oban_jobs set scheduled_at = scheduled_at - interval '11 minutes',
       attempted_at = attempted_at - interval '11 minutes' where args ->> 'op' = 'delete_user'`,
  );

describe('removing an account', () => {
  test('is done when Akkoma has deleted what was left to it', async () => {
    const { url, client, look } = await removed();
    await look();
    expect(await standing(client)).toMatchObject({
      state: 'following',
      progress: { state: 'waiting', activities_left: 15, follows_left: 10, enqueued: 0 },
    });

    await (await akkomaOn(url)).idle();
    await look();

    expect(await standing(client)).toMatchObject({
      state: 'done',
      progress: { state: 'finished', left: 0, activities_at_start: 15, follows_at_start: 10, enqueued: 0 },
    });
    expect(await remainsOf(client)).toBe(0);
    expect(await entries(client)).toMatchObject([
      { event: 'action.following', actor_id: 'console:tester' },
      {
        event: 'action.done',
        actor_id: 'system:steward',
        detail: { outcome: { nickname: 'lain' }, followed: 'finished', progress: { state: 'finished' } },
      },
    ]);
  });

  test('is checked again and again, and its card is drawn only when something has changed', async () => {
    const { client, look } = await removed();
    await look();
    const { revision } = await standing(client);

    await look();

    expect((await standing(client)).revision).toBe(revision);
    expect(await looksToCome(client)).toBe(1);
  });

  test('continues where Akkoma killed its own job', async () => {
    const { url, client, look } = await removed();
    await look();
    const akkoma = await akkomaOn(url, { diesAfter: 13 });
    await akkoma.idle();

    await look();

    expect(await standing(client)).toMatchObject({
      state: 'following',
      progress: { state: 'waiting', left: 12, enqueued: 1 },
    });
    await akkoma.idle();
    await look();
    expect(await standing(client)).toMatchObject({
      state: 'done',
      progress: { state: 'finished', enqueued: 1 },
    });
    expect(await removalJobs(client)).toEqual(['discarded', 'completed']);
    expect(await remainsOf(client)).toBe(0);
    const { rows } = await client.query(
      `select count(*)::integer as count from steward.changes
       where table_name = 'oban_jobs' and after -> 'args' ->> 'op' = 'delete_user'`,
    );
    expect(rows).toEqual([{ count: 2 }]);
  });

  test('continues however often Akkoma kills its job over a thousand posts', async () => {
    const { url, client, look } = await removed('lain', (db) => writeMuch(db, 350));
    const akkoma = await akkomaOn(url, { diesAfter: 150, timeLimit: 60_000, queues: ['background'] });

    do {
      await akkoma.idle();
      await look();
    } while ((await standing(client)).state === 'following');

    expect(await standing(client)).toMatchObject({
      state: 'done',
      progress: { state: 'finished', left: 0, enqueued: 7, fruitless: 0 },
    });
    expect(await remainsOf(client)).toBe(0);
  });

  test('does not wait forever for an Akkoma that does not run', async () => {
    const { client, look } = await removed();
    await look();
    await age(client);

    await look();

    expect(await standing(client)).toMatchObject({ state: 'done', progress: { state: 'untaken', left: 25 } });
    expect((await entries(client)).at(-1)).toMatchObject({
      event: 'action.done',
      detail: { followed: 'given_up' },
    });
  });

  test('ends when an Akkoma starts that did not run at first', async () => {
    const { url, client, look } = await removed();
    for (let looks = 1; looks <= 3; looks += 1) await look();
    expect(await standing(client)).toMatchObject({ state: 'following', progress: { state: 'waiting' } });

    await (await akkomaOn(url)).idle();
    await look();

    expect(await standing(client)).toMatchObject({ state: 'done', progress: { state: 'finished' } });
  });

  test('is enqueued again where the Akkoma that had the job has died over it', async () => {
    const { url, client, look } = await removed();
    await client.query(
      `update oban_jobs set state = 'executing', attempt = 1, attempted_at = timezone('UTC', now())
       where args ->> 'op' = 'delete_user'`,
    );
    await look();
    expect(await standing(client)).toMatchObject({ progress: { state: 'taken', enqueued: 0 } });
    await age(client);

    await look();
    await (await akkomaOn(url)).idle();
    await look();

    expect(await standing(client)).toMatchObject({
      state: 'done',
      progress: { state: 'finished', enqueued: 1 },
    });
  });

  test('is enqueued again once when two replicas check at the same moment', async () => {
    const { url, client, actionId, follow } = await removed();
    const replica = performOn(url);

    for (let round = 1; round <= 8; round += 1) {
      const akkoma = await akkomaOn(url, { diesAfter: 2, queues: ['background'] });
      await akkoma.idle();
      await akkoma.stop();
      await Promise.all([follow({ action: actionId }), replica.follow({ action: actionId })]);
      expect(await removalJobs(client)).toHaveLength(round + 1);
    }

    expect((await standing(client)).progress).toMatchObject({ enqueued: 8 });
    expect(await looksToCome(client)).toBe(1);
  });

  test('deletes even the empty row of an account that was never confirmed', async () => {
    const { url, client, look } = await removed('dave');
    await look();
    expect(await standing(client)).toMatchObject({ state: 'following', progress: { left: 1 } });

    await (await akkomaOn(url)).idle();
    await look();

    expect(await standing(client)).toMatchObject({ state: 'done', progress: { state: 'finished' } });
    const { rows } = await client.query(`select from users where nickname = 'dave'`);
    expect(rows).toEqual([]);
  });

  test('is judged by the remaining rows where Akkoma has pruned its job', async () => {
    const { url, client, look } = await removed();
    const akkoma = await akkomaOn(url, { diesAfter: 13 });
    await akkoma.idle();
    await client.query(`delete from oban_jobs where args ->> 'op' = 'delete_user'`);

    await look();
    expect(await standing(client)).toMatchObject({ state: 'following', progress: { enqueued: 1 } });
    await akkoma.idle();
    await client.query(`delete from oban_jobs where args ->> 'op' = 'delete_user'`);
    await look();

    expect(await standing(client)).toMatchObject({ state: 'done', progress: { state: 'finished' } });
  });

  test('is given up where Akkoma fails over the same post every time', async () => {
    const { url, client, look } = await removed('lain', (db) =>
      db.query(
        `update activities set data = jsonb_set(data, '{object}', '{"id": "https://social.test/objects/old"}')
         where id = (select id from activities where actor = $1 and data ->> 'type' = 'Create' order by id limit 1)`,
        [lain],
      ),
    );
    const akkoma = await akkomaOn(url);

    do {
      await akkoma.idle();
      await look();
    } while ((await standing(client)).state === 'following');

    const { state, progress } = await standing(client);
    expect([state, progress.state]).toEqual(['done', 'stuck']);
    expect(progress.activities_left).toBeGreaterThan(0);
    expect(await removalJobs(client)).toEqual(Array(progress.enqueued + 1).fill('discarded'));
    expect(progress).toMatchObject({ enqueued: 2, fruitless: 3 });
  });

  test('does not wait for rows that Akkoma never deletes', async () => {
    const { url, client, look } = await removed('lain', async (db) => {
      await writeMuch(db, 1);
      await db.query(`update users set is_active = false where nickname = 'gina'`);
      await db.query(
        `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
         select a.id, b.id, case when a.nickname = 'lain' then 2 else 1 end, now(), now()
         from users a, users b
         where (a.nickname, b.nickname) in (('lain', 'gina'), ('heidi', 'lain')) on conflict do nothing`,
      );
      await db.query(`delete from objects where data ->> 'id' = 'https://social.test/objects/bob-1'`);
    });

    await (await akkomaOn(url)).idle();
    await look();

    expect(await standing(client)).toMatchObject({ state: 'done', progress: { state: 'finished', left: 0 } });
  });

  test('is not checked again once it is over, however often a job asks for it', async () => {
    const { client, look } = await removed();
    await look();
    await age(client);
    await look();
    await client.query(`delete from steward_jobs.job where name = 'follow'`);
    const [found, told] = [await standing(client), await entries(client)];
    expect(found).toMatchObject({ state: 'done', progress: { state: 'untaken' } });

    // An Akkoma starts after all.
    await client.query(
      `update oban_jobs set state = 'executing', attempt = 1, attempted_at = timezone('UTC', now())
       where args ->> 'op' = 'delete_user'`,
    );
    await look();

    expect(await standing(client)).toEqual(found);
    expect(await entries(client)).toEqual(told);
    expect(await looksToCome(client)).toBe(0);
  });

  test('is not tracked while Steward is locked', async () => {
    const { client, look, perform } = await removed();
    await client.query(`delete from steward_jobs.job where name = 'follow'`);
    await perform({
      operation: lock,
      args: {},
      reason: 'stolen account',
      caller: tester,
      interactionId: null,
      secret: null,
    });

    await look();

    expect(await standing(client)).toMatchObject({ state: 'following', progress: null });
    expect(await looksToCome(client)).toBe(0);
  });

  test('is checked again in three seconds, or later after a slow check', async () => {
    const { client, look } = await removed();
    const secondsToNext = async () => {
      const { rows } = await client.query(
        `select extract(epoch from start_after - created_on)::float8 as seconds from steward_jobs.job
         where name = 'follow' and state = 'created'`,
      );
      await client.query(`delete from steward_jobs.job where name = 'follow'`);
      return rows[0].seconds;
    };
    await secondsToNext();

    await look();
    expect(await secondsToNext()).toBeGreaterThanOrEqual(3);

    await client.query('begin; select from steward.actions for update');
    const began = performance.now();
    const looking = look();
    await someoneWaits(client);
    await setTimeout(500);
    await client.query('commit');
    await looking;
    const took = (performance.now() - began) / 1_000;
    const seconds = await secondsToNext();
    expect(seconds).toBeGreaterThan(8);
    // It counts from the start of the transaction, which the check belongs to.
    expect(seconds).toBeLessThanOrEqual(21 * took);
  });

  test('is reported in the log when it is over, and not before', async () => {
    const { url, actionId, dependencies } = await removed();
    const lines: unknown[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const follow = createFollow({ ...dependencies, log });

    await follow({ action: actionId });
    expect(lines).toEqual([]);

    await (await akkomaOn(url)).idle();
    await follow({ action: actionId });
    expect(lines).toMatchObject([{ actionId, state: 'finished', msg: 'action finished' }]);
  });

  test('is left to another version of Steward where this one does not know the operation', async () => {
    const { client, look } = await removed();
    for (const operation of ['user.gone', 'user.tag']) {
      await client.query('update steward.actions set operation = $1', [operation]);
      await expect(look()).rejects.toThrow(`This version of Steward cannot follow ${operation}`);
    }
    expect(await standing(client)).toMatchObject({ state: 'following', progress: null });
  });

  test('waits where Akkoma is newer than the releases that Steward knows', async () => {
    const { url, client, actionId } = await removed();
    const features = {
      ...featuresAt(url),
      unknownMigrations: [20_990_101_000_000],
      misfits: { oban_jobs: { insert: ['column mood is new'], update: [], delete: [] } },
    };
    const { follow } = performOn(url, {}, features);

    await expect(follow({ action: actionId })).rejects.toThrow(/oban_jobs \(column mood is new\)/);

    expect(await standing(client)).toMatchObject({ state: 'following', progress: null });
  });

  test('is checked with as many statements for many posts as for few', async () => {
    const few = await removed();
    const many = await removed('lain', (db) => writeMuch(db, 300));

    expect(await statementsDuring(many.look)).toBe(await statementsDuring(few.look));
  });
});

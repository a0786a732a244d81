import type { Client } from 'pg';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { rm } from '../../src/operations/instance/rm.ts';
import { akkomaOn } from '../support/akkoma.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { passQuietTime } from '../support/quiet-time.ts';

const lain = 'https://social.test/users/lain';

async function asked(nickname = 'lain', environment: Readonly<Record<string, string>> = {}) {
  const { url, client } = await pristineDatabase();
  const ways = performOn(url, environment);
  const { actionId, outcome, plan } = await ways.perform({
    operation: rm,
    args: { nickname, posts_first: true, federate_first: true },
    reason: null,
    caller: tester,
    interactionId: null,
    secret: null,
  });
  const look = () => ways.follow({ action: actionId });
  return { url, client, actionId, outcome, plan, look, ...ways };
}

const standing = async (client: Client) =>
  (await client.query(`select state, progress from steward.actions where operation = 'user.rm' order by id`))
    .rows[0];

const account = async (client: Client) =>
  (
    await client.query(
      `select is_active, email, (select count(*)::integer from activities
         where actor = ap_id and data ->> 'type' in ('Create', 'Like', 'Announce')) as said
       from users where nickname = 'lain'`,
    )
  ).rows[0];

const jobs = async (client: Client) =>
  (
    await client.query(
      `select queue, state, count(*)::integer from oban_jobs
       where queue in ('federator_outgoing', 'background') group by 1, 2 order by 1, 2`,
    )
  ).rows;

const open = { is_active: true, email: 'lain@social.example', said: 0 };
const closed = { is_active: false, email: null, said: 0 };

/** Makes the jobs look as if the server had sent nothing for eleven minutes. */
const age = (client: Client) =>
  client.query(
    `update steward.actions set progress = progress || jsonb_build_object(
       'moved', to_char(now() at time zone 'UTC' - interval '11 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))`,
  );

const postOf = `
  insert into activities (id, data, actor, recipients, inserted_at, updated_at)
  select '000001a3-0000-0000-15c9-73e54f0d0000', jsonb_build_object('id', $1 || '/new', 'type', 'Create',
    'actor', $1::text, 'object', $1 || '/new-object', 'to', jsonb_build_array(), 'cc', jsonb_build_array()),
    $1, '{}', '2026-10-25', '2026-10-25'`;

describe('an account whose posts other servers are to delete too', () => {
  test('posts nothing more immediately, and is kept until the Deletes have been sent', async () => {
    const { url, client, look, plan, outcome } = await asked();
    expect(JSON.stringify(plan.warnings)).toContain('stays open until other servers have been notified');
    expect(outcome).toMatchObject({ removed: false, deleted: { posts: 13 } });
    await look();
    expect(await account(client)).toEqual(open);
    expect(await standing(client)).toMatchObject({
      state: 'following',
      progress: { phase: 'sending', unsent: 15, unsent_at_start: 15 },
    });

    const akkoma = await akkomaOn(url);
    await akkoma.idle();
    expect(await jobs(client)).toEqual([{ queue: 'federator_outgoing', state: 'completed', count: 15 }]);
    await look();

    expect(await account(client)).toEqual(closed);
    expect(await standing(client)).toMatchObject({
      state: 'following',
      progress: { phase: 'removal', state: 'waiting', closed_later: true, follows_left: 10 },
    });
    await akkoma.idle();
    await look();
    await passQuietTime(client);
    await look();
    expect(await standing(client)).toMatchObject({ state: 'done', progress: { state: 'finished', left: 0 } });
  });

  test('is closed by the clock of the database, even where the clock of Steward’s machine differs', async () => {
    const { url, client, look } = await asked();
    await (await akkomaOn(url, { queues: ['federator_outgoing'] })).idle();
    vi.useFakeTimers({ now: new Date('2040-01-01T00:00:00Z'), toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());

    await look();

    expect(await account(client)).toEqual(closed);
    const { rows } = await client.query(
      `select abs(extract(epoch from timezone('UTC', now()) - updated_at)) < 60 as now from users where nickname = 'lain'`,
    );
    expect(rows).toEqual([{ now: true }]);
  });

  test('loses the posts that it makes in the meantime too', async () => {
    const { url, client, look } = await asked();
    await look();
    await client.query(postOf, [lain]);

    await look();
    expect(await account(client)).toEqual(open);
    expect(await standing(client)).toMatchObject({ progress: { unsent: 16, unsent_at_start: 16 } });
    await (await akkomaOn(url, { queues: ['federator_outgoing'] })).idle();
    await look();

    expect(await account(client)).toEqual(closed);
  });

  test('is closed all the same where no server sends anything', async () => {
    const { client, look } = await asked();
    await look();
    await look();
    expect(await account(client)).toEqual(open);
    await age(client);

    await look();

    expect(await account(client)).toEqual(closed);
    expect(await standing(client)).toMatchObject({ progress: { phase: 'removal', state: 'waiting' } });
  });

  test('is closed once when two processes close it at the same time', async () => {
    const { url, client, actionId, follow } = await asked();
    await (await akkomaOn(url, { queues: ['federator_outgoing'] })).idle();
    const replica = performOn(url);

    await Promise.all([follow({ action: actionId }), replica.follow({ action: actionId })]);

    const { rows } = await client.query(
      `select (select count(*)::integer from oban_jobs where args ->> 'op' = 'delete_user') as jobs,
         (select count(*)::integer from activities where data ->> 'type' = 'Delete' and data ->> 'object' = $1) as said,
         (select count(*)::integer from steward.changes
           where action_id = $2 and table_name = 'users' and after ? 'is_active') as recorded`,
      [lain, actionId],
    );
    expect(rows).toEqual([{ jobs: 1, said: 1, recorded: 1 }]);
  });

  test('is kept where it has become the only active admin’s', async () => {
    const { url, client, look } = await asked();
    await client.query(`update users set is_admin = (nickname = 'lain')`);
    await (await akkomaOn(url, { queues: ['federator_outgoing'] })).idle();

    await look();

    expect(await account(client)).toEqual(open);
    expect(await standing(client)).toMatchObject({ state: 'done', progress: { state: 'last_admin' } });
    expect(await jobs(client)).toEqual([{ queue: 'federator_outgoing', state: 'completed', count: 15 }]);
  });

  test('is left alone where it has been removed in Akkoma in the meantime', async () => {
    const { client, look, perform } = await asked();
    await perform({
      operation: rm,
      args: { nickname: 'lain', posts_first: true },
      reason: null,
      caller: tester,
      interactionId: null,
      secret: null,
    });
    const before = await jobs(client);

    await look();

    expect(await standing(client)).toMatchObject({ state: 'done', progress: { state: 'gone' } });
    expect(await jobs(client)).toEqual(before);
  });

  test.for([
    ['it is deactivated', 'erin', {}],
    ['it never said anything', 'dave', {}],
    ['the instance does not federate', 'lain', { AKKOMA_FEDERATING: 'false' }],
  ] as const)('is removed immediately where %s', async ([, nickname, environment]) => {
    const { outcome, plan } = await asked(nickname, environment);

    expect(outcome).toMatchObject({ removed: true });
    expect(JSON.stringify(plan.warnings)).not.toContain('stays open');
  });
});

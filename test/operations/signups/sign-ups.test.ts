import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { listSignUps } from '../../../src/akkoma/registration/list-sign-ups.ts';
import { approve } from '../../../src/operations/signups/approve.ts';
import { reject } from '../../../src/operations/signups/reject.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { akkomaOn } from '../../support/akkoma.ts';
import { pristineDatabase } from '../../support/database.ts';
import { linkedTo, performOn, tester } from '../../support/perform.ts';
import { expectChanges, recording } from '../../support/recording.ts';
import { changesBetween, snapshot } from '../../support/snapshot.ts';
import { statementsDuring } from '../../support/statements.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

const approval = (...accounts: string[]) => ({ ...request, operation: approve, args: { accounts } });
const rejection = (...accounts: string[]) => ({ ...request, operation: reject, args: { accounts } });

/** More sign-ups like penny's, a minute apart from each other, as `many1` and so on. */
async function crowd(client: Client, size: number): Promise<string[]> {
  await client.query(
    `insert into users
     select copy.* from users u cross join generate_series(1, $1::integer) as n
       cross join lateral jsonb_populate_record(u, jsonb_build_object(
         'id', ('000001a2-9999-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 'nickname', 'many' || n,
         'email', 'many' || n || '@mail.example', 'ap_id', 'https://social.test/users/many' || n,
         'follower_address', 'https://social.test/users/many' || n || '/followers')) copy
     where u.nickname = 'penny'`,
    [size],
  );
  return Array.from({ length: size }, (_, place) => `many${place + 1}`);
}

const everybody = {
  AKKOMA_AUTOFOLLOWED_NICKNAMES: 'lain,ada',
  AKKOMA_AUTOFOLLOWING_NICKNAMES: 'mo',
  AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: 'true',
};

test.for([
  ['approving', approval],
  ['rejecting', rejection],
] as const)('%s takes as many statements for 80 accounts as for one', async ([, request]) => {
  const counts: number[] = [];
  for (const size of [1, 80]) {
    const { url, client } = await pristineDatabase('3.21 moderation');
    const accounts = await crowd(client, size);
    const { perform } = performOn(url, { ...everybody, MODERATION_LOG: 'true' });
    counts.push(await statementsDuring(() => perform(request(...accounts) as ReturnType<typeof approval>)));
  }

  expect(counts[0]).toBeGreaterThan(5);
  expect(counts[1]).toBe(counts[0]);
});

describe('an approval', () => {
  test('is undone with its follows and unsent mails, and logged as one entry each time', async () => {
    const { url, client } = await pristineDatabase('3.21 moderation');
    const { perform } = performOn(url, { ...everybody, MODERATION_LOG: 'true' });
    const caller = await linkedTo(client, 'mo');
    const before = await snapshot(client);

    const { actionId, outcome } = await perform({ ...approval('penny', 'sybil', 'quinn'), caller });
    expect(outcome).toEqual({
      accounts: ['penny', 'quinn', 'sybil'],
      unconfirmed: ['quinn'],
      mails: 1,
      follows: 6,
    });
    await perform({ ...request, caller, operation: undo, args: { action: actionId } });

    const { moderation_log: log, users, ...others } = changesBetween(before, await snapshot(client));
    expect(others).toEqual({});
    expect((log?.inserted ?? []).map(({ data }) => Object(data).message)).toEqual([
      '@mo approved users: @penny, @quinn, @sybil',
      expect.stringMatching(/^@mo updated users: @\w+, @\w+, @\w+$/),
    ]);
    expect((users?.updated ?? []).flatMap(({ set }) => Object.keys(set))).not.toContain('is_approved');
  });

  test('of accounts named by handle, link and nickname is of each once', async () => {
    const { url, client } = await pristineDatabase('3.21 moderation');

    const { plan } = await performOn(url).perform(
      approval('https://social.test/users/penny', 'PENNY@social.test', 'sybil', 'penny'),
    );

    expect(plan).toMatchObject({ target: 'penny, sybil', size: 2, counts: { accounts_to_approve: 2 } });
    const { rows } = await client.query(
      `select nickname from users where is_approved and nickname in ('penny', 'sybil') order by 1`,
    );
    expect(rows).toEqual([{ nickname: 'penny' }, { nickname: 'sybil' }]);
  });

  test('names the first of many accounts in its target, and lists more of them', async () => {
    const { url, client } = await pristineDatabase('3.21 moderation');
    const accounts = await crowd(client, 50);

    const { plan } = await performOn(url).perform(approval(...accounts));

    expect(plan.target).toBe('many1, many2, many3, many4, many5 and 45 others');
    expect(plan.samples).toHaveLength(40);
  });
});

describe('a rejection', () => {
  test('is in the name of Akkoma’s own actor, where the requester is not linked', async () => {
    const { url, client } = await pristineDatabase('3.21 moderation');

    await performOn(url).perform(rejection('penny'));

    const { rows } = await client.query(`select actor from activities where data ->> 'type' = 'Delete'`);
    expect(rows).toEqual([{ actor: 'https://social.test/internal/fetch' }]);
  });

  test('leaves the row to Akkoma, which deletes it as recorded', async () => {
    const { url, client } = await pristineDatabase('3.13.2 moderation');
    const { perform, follow } = performOn(url, { MODERATION_LOG: 'true' });
    const caller = await linkedTo(client, 'ada');
    const before = await snapshot(client);
    const startedAt = new Date();

    const { actionId } = await perform({ ...rejection('penny'), caller });
    const server = await akkomaOn(url);
    await expect
      .poll(async () => (await client.query(`select from users where nickname = 'penny'`)).rowCount)
      .toBe(0);
    await server.stop();
    await follow({ action: actionId });

    const { oban_jobs: _, ...recorded } = recording('reject-unapproved-penny-and-job').changes;
    const { oban_jobs: __, ...changes } = changesBetween(before, await snapshot(client));
    expectChanges(changes, recorded, { startedAt, endedAt: new Date() });
    const { rows } = await client.query('select state from steward.actions');
    expect(rows).toEqual([{ state: 'done' }]);
  });

  test('says that Akkoma makes no progress, where the job cannot delete the row', async () => {
    const { url, client } = await pristineDatabase('3.21 moderation');
    const { perform, follow } = performOn(url);
    await client.query(
      `insert into report_notes (user_id, activity_id, content, inserted_at, updated_at)
       select u.id, (select id from activities limit 1), 'x', now(), now() from users u where nickname = 'penny'`,
    );
    const { actionId } = await perform(rejection('penny', 'sybil'));
    await client.query(`delete from users where nickname = 'sybil'`);
    const ended = `update oban_jobs set state = 'discarded' where args ->> 'op' = 'delete_user'`;
    for (let check = 0; check < 4; check += 1) {
      await client.query(ended);
      await follow({ action: actionId });
    }

    const { rows } = await client.query('select state, progress from steward.actions');
    expect(rows).toMatchObject([{ state: 'done', progress: { of: 2, left: 1 } }]);
    expect(JSON.stringify(rows)).toContain('"stuck"');
  });

  test('of the only active admins is refused', async () => {
    const { url, client } = await pristineDatabase('3.21 moderation');
    await client.query(`update users set is_admin = nickname in ('penny', 'sybil') where local`);
    const { perform } = performOn(url);

    await expect(perform(rejection('penny', 'sybil'))).rejects.toThrow(
      /^penny, sybil are the only active admins of the instance\./,
    );
    await expect(perform(rejection('penny'))).resolves.toMatchObject({ plan: { role: 'admin' } });
  });
});

test('the list reads no address for moderators, and counts domains and times for admins', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  await client.query(
    `update users set email = 'x@elsewhere.example' where nickname = 'tess';
     update users set email = null, registration_reason = ' ' where nickname = 'penny'`,
  );
  const em = performOn(url).database.em.fork();

  const forAdmins = await listSignUps(em, true, {}, 4);
  expect(forAdmins.map(({ nickname, address }) => [nickname, address])).toEqual([
    ['tess', { email: 'x@elsewhere.example', domain: 'elsewhere.example', othersWithDomain: 0 }],
    ['sybil', { email: 'sybil@mail.example', domain: 'mail.example', othersWithDomain: 2 }],
    ['quinn', { email: 'quinn@mail.example', domain: 'mail.example', othersWithDomain: 2 }],
    ['penny', { email: null, domain: null, othersWithDomain: 0 }],
  ]);
  expect(forAdmins.at(-1)).toMatchObject({ reason: null, confirmed: true, othersWithinHour: 4 });
  const after = await listSignUps(em, false, { after: forAdmins[0]?.id }, 2);
  expect(after.map(({ nickname, address }) => [nickname, address])).toEqual([
    ['sybil', null],
    ['quinn', null],
  ]);
  const before = await listSignUps(em, false, { before: after[1]?.id }, 1);
  expect(before.map(({ nickname }) => nickname)).toEqual(['sybil']);
});

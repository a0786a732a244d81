import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { set } from '../../src/operations/instance/set.ts';
import { plain } from '../../src/text/text.ts';
import { pristineDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

type Args = Parameters<typeof set.plan>[1];

async function scene() {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  return {
    client,
    run: (args: Args) =>
      perform({ reason: null, caller: tester, interactionId: null, secret: null, operation: set, args }),
  };
}

/** Adds two notifications about reports, and one about something else. */
async function giveReports(client: Client, nickname: string): Promise<void> {
  await client.query(
    `insert into notifications (user_id, activity_id, type, inserted_at, updated_at)
     select u.id, (select min(id::text)::uuid from activities), type::notification_type, now(), now()
     from users u, unnest(array['pleroma:report', 'pleroma:report', 'mention']) type
     where u.nickname = $1`,
    [nickname],
  );
}

async function typesLeft(client: Client, nickname: string): Promise<string[]> {
  const { rows } = await client.query(
    `select n.type::text from notifications n join users u on u.id = n.user_id
     where u.nickname = $1 and n.type::text in ('pleroma:report', 'mention') order by n.id desc limit 3`,
    [nickname],
  );
  return rows.map(({ type }) => type);
}

describe('a change of statuses', () => {
  test('writes the named status alone, with the time', async () => {
    const { client, run } = await scene();
    const before = await snapshot(client);

    const { outcome } = await run({ nickname: 'carol', locked: false, moderator: false });

    expect(outcome).toMatchObject({ nickname: 'carol', changed: { locked: false } });
    expect(changesBetween(before, await snapshot(client))).toEqual({
      users: {
        updated: [
          {
            key: { nickname: 'carol' },
            set: { is_locked: [true, false], updated_at: [expect.any(String), expect.any(String)] },
          },
        ],
      },
    });
  });

  test('requires at least one status', async () => {
    const { run } = await scene();

    await expect(run({ nickname: 'lain' })).rejects.toThrow(
      'Use at least one of these options: admin, confirmed, locked, moderator.',
    );
  });

  test.for<Args>([
    { nickname: 'lain', admin: false, confirmed: true, locked: false, moderator: false },
    { nickname: 'ivan', admin: true, moderator: true },
  ])('to what the account has already is refused, and nothing is written: %j', async (args) => {
    const { client, run } = await scene();
    const before = await snapshot(client);

    await expect(run(args)).rejects.toThrow(/already has these settings/);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});

describe('confirmed', () => {
  const confirmationOf = async (client: Client, nickname: string) => {
    const { rows } = await client.query(
      'select is_confirmed, confirmation_token as token from users where nickname = $1',
      [nickname],
    );
    return rows[0];
  };

  test('yes removes the token, even from an account that counts as confirmed, and sends no mail', async () => {
    const { client, run } = await scene();
    await client.query(`update users set confirmation_token = 'left over' where nickname = 'lain'`);

    await run({ nickname: 'lain', confirmed: true });
    await run({ nickname: 'dave', confirmed: true });

    expect(await confirmationOf(client, 'lain')).toEqual({ is_confirmed: true, token: null });
    expect(await confirmationOf(client, 'dave')).toEqual({ is_confirmed: true, token: null });
    expect((await client.query('select from oban_jobs')).rowCount).toBe(0);
  });

  test('no sets a new token each time, even for an unconfirmed account; tokens are kept with the changes alone', async () => {
    const { client, run } = await scene();
    const tokens = [(await confirmationOf(client, 'dave')).token];
    for (let time = 0; time < 2; time += 1) {
      const { plan } = await run({ nickname: 'dave', confirmed: false });
      expect(plan.warnings).toEqual([['An unconfirmed account cannot log in.']]);
      const { is_confirmed: isConfirmed, token } = await confirmationOf(client, 'dave');
      expect(isConfirmed).toBe(false);
      expect(token).toMatch(/^[\w-]{43}=$/);
      tokens.push(token);
    }

    expect(new Set(tokens).size).toBe(3);
    await client.query('delete from steward.changes');
    const kept = await keptIn(client);
    for (const token of tokens) expect(kept).not.toContain(token);
  });
});

describe('notifications about reports', () => {
  test.for<[string, Args, number]>([
    ['go with the last role', { nickname: 'mo', moderator: false }, 2],
    ['go with both roles', { nickname: 'ivan', admin: false, moderator: false }, 2],
    [
      'go for the moment between two roles: admin is taken first',
      { nickname: 'ada', admin: false, moderator: true },
      2,
    ],
    [
      'stay where admin is given before moderator is taken',
      { nickname: 'mo', admin: true, moderator: false },
      0,
    ],
    ['stay while one role is left', { nickname: 'ivan', admin: false }, 0],
    ['stay when something else changes', { nickname: 'mo', locked: true }, 0],
    ['stay with who is no staff', { nickname: 'lain', moderator: true }, 0],
  ])('%s', async ([, args, lost]) => {
    const { client, run } = await scene();
    await giveReports(client, args.nickname);

    const { plan, outcome } = await run(args);

    expect(outcome.report_notifications_deleted).toBe(lost);
    expect(plan.counts).toEqual(lost === 0 ? {} : { report_notifications_deleted: lost });
    expect(await typesLeft(client, args.nickname)).toEqual(
      lost === 0
        ? ['mention', 'pleroma:report', 'pleroma:report']
        : expect.not.arrayContaining(['pleroma:report']),
    );
    expect(await typesLeft(client, args.nickname)).toContain('mention');
  });
});

describe('the last active admin', () => {
  test('keeps the role: nobody can remove it', async () => {
    const { client, run } = await scene();
    await run({ nickname: 'ivan', admin: false });
    const before = await snapshot(client);

    await expect(run({ nickname: 'ada', admin: false, locked: true })).rejects.toThrow(
      'ada is the only active admin of the instance. Make another account an admin first.',
    );

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test('stays able to log in: nobody can unconfirm the account', async () => {
    const { client, run } = await scene();
    await run({ nickname: 'ivan', admin: false });
    const before = await snapshot(client);

    await expect(run({ nickname: 'ada', confirmed: false })).rejects.toThrow(/^ada is the only active admin/);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test('is left where two admins lose their roles at the same time', async () => {
    const { client, run } = await scene();

    const ended = await Promise.allSettled([
      run({ nickname: 'ada', admin: false }),
      run({ nickname: 'ivan', admin: false }),
    ]);

    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const { rowCount } = await client.query('select from users where local and is_admin and is_active');
    expect(rowCount).toBe(1);
  });
});

test('the plan says what a role may do, and which staff the change is about', async () => {
  const { run } = await scene();

  const { plan } = await run({ nickname: 'mo', admin: true });
  const { plan: other } = await run({ nickname: 'lain', moderator: true });

  expect(plan.before?.map(plain)).toEqual(['mo is a moderator of the instance.']);
  expect(plan.warnings.map(plain)).toEqual([
    'An admin can see e-mail addresses, change and delete every account, and make others admins.',
  ]);
  expect(other.warnings.map(plain)).toEqual(['A moderator can read reports and delete the posts of others.']);
  expect(plan.tier ?? set.tier).toBe('destructive');
});

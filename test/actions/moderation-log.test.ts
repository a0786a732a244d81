import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { flakeIdFromUuid } from '../../entities/types/flake-id-text.ts';
import { changeEmail } from '../../src/operations/instance/change-email.ts';
import { confirm } from '../../src/operations/instance/confirm.ts';
import { confirmAll, unconfirmAll } from '../../src/operations/instance/confirm-all.ts';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { forcePasswordReset } from '../../src/operations/instance/force-password-reset.ts';
import { invite } from '../../src/operations/instance/invite.ts';
import { newUser } from '../../src/operations/instance/new-user.ts';
import { resendConfirmation } from '../../src/operations/instance/resend-confirmation.ts';
import { resetMfa } from '../../src/operations/instance/reset-mfa.ts';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { rm } from '../../src/operations/instance/rm.ts';
import { set } from '../../src/operations/instance/set.ts';
import { activate, deactivate } from '../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../src/operations/instance/set-activation-of-instance.ts';
import { signOut } from '../../src/operations/instance/sign-out.ts';
import { suggest, unsuggest } from '../../src/operations/instance/suggest.ts';
import { tag, untag } from '../../src/operations/instance/tags.ts';
import { undo } from '../../src/operations/undo/undo.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const caller = { ...tester, id: '1084413502188232704', name: 'ada', source: 'discord' as const };
const request = { reason: null, caller, interactionId: null, secret: null };

/** The world, in which ada of Discord is linked to the account ada, and the functions that perform actions there. */
async function scene(environment: Readonly<Record<string, string>> = { MODERATION_LOG: 'true' }) {
  const { url, client } = await pristineDatabase('3.19');
  await client.query(
    `insert into steward.staff_links (discord_id, discord_name, user_id, nickname, linked_by_id, linked_by_name)
     select $1, 'ada', id, nickname, $1, 'ada' from users where nickname = 'ada'`,
    [caller.id],
  );
  return { client, ...performOn(url, environment) };
}

type Perform = Awaited<ReturnType<typeof scene>>['perform'];

const logged = async (client: Client) =>
  (await client.query('select data from moderation_log order by id')).rows.map(({ data }) => data);

const messages = async (client: Client) => (await logged(client)).map(({ message }) => message);

/** An account as the moderation log names it. */
async function subject(client: Client, nickname: string) {
  const { rows } = await client.query('select id from users where nickname = $1', [nickname]);
  return { id: flakeIdFromUuid(rows[0].id), nickname, type: 'user' };
}

const newcomer = {
  nickname: 'newcomer',
  email: 'n@mail.example',
  admin: false,
  moderator: false,
  choose_password: false,
};

describe('an action of a linked member of staff is logged as the Admin API would log it', () => {
  test.for<[string, string, (perform: Perform) => Promise<unknown>, string[]]>([
    [
      'deactivating an account',
      '',
      (perform) =>
        perform({ ...request, operation: deactivate, args: { nickname: 'lain', keep_followers: false } }),
      ['@ada deactivated users: @lain'],
    ],
    [
      'activating an account',
      '',
      (perform) => perform({ ...request, operation: activate, args: { nickname: 'erin' } }),
      ['@ada activated users: @erin'],
    ],
    [
      'giving tags',
      '',
      (perform) => perform({ ...request, operation: tag, args: { nickname: 'lain', tags: ['b', 'a'] } }),
      ['@ada added tags: b, a to users: @lain'],
    ],
    [
      'making someone a moderator and no admin',
      `update users set is_admin = true where nickname = 'lain'`,
      (perform) =>
        perform({ ...request, operation: set, args: { nickname: 'lain', admin: false, moderator: true } }),
      ['@ada revoked admin role from @lain', '@ada made @lain moderator'],
    ],
    [
      'locking an account and taking its confirmation back',
      '',
      (perform) =>
        perform({ ...request, operation: set, args: { nickname: 'heidi', locked: true, confirmed: false } }),
      ['@ada updated users: @heidi'],
    ],
    [
      'confirming an account',
      '',
      (perform) => perform({ ...request, operation: confirm, args: { nickname: 'dave' } }),
      ['@ada confirmed email for users: @dave'],
    ],
    [
      'changing an address',
      '',
      (perform) =>
        perform({ ...request, operation: changeEmail, args: { nickname: 'lain', email: 'l@mail.example' } }),
      ['@ada updated users: @lain'],
    ],
    [
      'forcing a password reset',
      '',
      (perform) => perform({ ...request, operation: forcePasswordReset, args: { nickname: 'lain' } }),
      ['@ada forced password reset for users: @lain'],
    ],
    [
      'sending the confirmation mail again',
      '',
      (perform) => perform({ ...request, operation: resendConfirmation, args: { nickname: 'dave' } }),
      ['@ada re-sent confirmation email for users: @dave'],
    ],
    [
      'suggesting an account',
      '',
      (perform) => perform({ ...request, operation: suggest, args: { nickname: 'lain' } }),
      ['@ada added suggested users: @lain'],
    ],
    [
      'taking a suggestion back',
      '',
      (perform) => perform({ ...request, operation: unsuggest, args: { nickname: 'ninon' } }),
      ['@ada removed suggested users: @ninon'],
    ],
    [
      'removing an account',
      '',
      (perform) => perform({ ...request, operation: rm, args: { nickname: 'lain', posts_first: true } }),
      ['@ada deleted users: @lain'],
    ],
    [
      'making an account',
      '',
      (perform) => perform({ ...request, operation: newUser, args: { ...newcomer, moderator: true } }),
      ['@ada created users: @newcomer', '@ada made @newcomer moderator'],
    ],
  ])('%s', async ([, setup, act, expected]) => {
    const { client, perform } = await scene();
    if (setup !== '') await client.query(setup);

    await act(perform);

    expect(await messages(client)).toEqual(expected);
  });
});

test('an entry has actor and subjects with their ids, and the time of the action in whole seconds', async () => {
  const { client, perform } = await scene();
  await perform({ ...request, operation: set, args: { nickname: 'lain', moderator: true } });
  await perform({ ...request, operation: untag, args: { nickname: 'heidi', tags: ['beta', 'nothing'] } });
  await perform({ ...request, operation: newUser, args: newcomer });

  const actor = await subject(client, 'ada');
  const lain = await subject(client, 'lain');
  expect(await logged(client)).toEqual([
    {
      actor,
      action: 'grant',
      permission: 'moderator',
      subject: [lain],
      message: '@ada made @lain moderator',
    },
    {
      actor,
      action: 'untag',
      nicknames: ['heidi'],
      tags: ['beta'],
      message: '@ada removed tags: beta from users: @heidi',
    },
    {
      actor,
      action: 'create',
      subjects: [await subject(client, 'newcomer')],
      message: '@ada created users: @newcomer',
    },
  ]);
  const { rows } = await client.query(
    `select count(*)::integer as wrong from moderation_log
     where inserted_at <> updated_at or inserted_at > timezone('UTC', now())
       or inserted_at < timezone('UTC', now()) - interval '1 minute'`,
  );
  expect(rows).toEqual([{ wrong: 0 }]);
});

test('a bulk action is one entry with all accounts, and in batches one entry a batch', async () => {
  const { client, perform, performWhole } = await scene();
  const args = { instance: 'spam.example', include_subdomains: false, keep_followers: true };
  const { outcome } = await perform({ ...request, operation: deactivateAllFromInstance, args });
  const [entry] = await logged(client);
  expect(entry.action).toBe('deactivate');
  expect(entry.subject).toHaveLength(outcome.accounts);

  await client.query(
    `insert into users (id, nickname, ap_id, bio, local, inserted_at, updated_at)
     select gen_random_uuid(), 'many' || n, 'https://social.test/users/many' || n, '', true, now(), now()
     from generate_series(1, 1200) n`,
  );
  await performWhole({ ...request, operation: unconfirmAll, args: {} });
  await performWhole({ ...request, operation: confirmAll, args: {} });

  const [, ...bulk] = await logged(client);
  expect(bulk.map(({ action }) => action)).toEqual([
    ...Array.from({ length: 3 }, () => 'updated_users'),
    ...Array.from({ length: 3 }, () => 'confirm_email'),
  ]);
  expect(Math.max(...bulk.map(({ subject: named }) => named.length))).toBe(500);
  const confirmed = bulk.slice(3).flatMap(({ subject: named }) => named.map(({ id }: { id: string }) => id));
  expect(confirmed.length).toBeGreaterThan(1200);
  expect(new Set(confirmed).size).toBe(confirmed.length);
});

test('operations that the Admin API does not log are not logged', async () => {
  const { client, perform } = await scene();
  await perform({ ...request, operation: resetPassword, args: { nickname: 'lain' } });
  await perform({ ...request, operation: resetMfa, args: { nickname: 'frank' } });
  await perform({ ...request, operation: signOut, args: { nickname: 'gina' } });
  await perform({ ...request, operation: invite, args: {} });
  await perform({ ...request, operation: deleteActivities, args: { nickname: 'lain' } });

  expect(await logged(client)).toEqual([]);
});

test('nothing is logged for a caller without a link, nor where the log is not switched on', async () => {
  const args = { nickname: 'lain', keep_followers: false };
  const unlinked = await scene();
  await unlinked.perform({ ...request, caller: tester, operation: deactivate, args });
  expect(await logged(unlinked.client)).toEqual([]);

  const off = await scene({});
  const before = await snapshot(off.client);
  await off.perform({ ...request, operation: deactivate, args });
  expect(Object.keys(changesBetween(before, await snapshot(off.client)))).not.toContain('moderation_log');
});

test('an entry is recorded among the changes of its action, and rolled back with it', async () => {
  const { client, perform } = await scene();
  await perform({ ...request, operation: activate, args: { nickname: 'erin' } });
  const { rows } = await client.query(
    `select c.key ->> 'id' as id from steward.changes c where table_name = 'moderation_log' and before is null`,
  );
  const entries = await client.query('select id::text from moderation_log');
  expect(rows).toEqual(entries.rows);

  await expect(
    perform({ ...request, operation: activate, args: { nickname: 'erin' } }),
  ).rejects.toMatchObject({
    name: 'NothingToDo',
  });
  expect(await messages(client)).toEqual(['@ada activated users: @erin']);
});

test('an undo is logged as what it does, and the entry of the undone action remains', async () => {
  const { client, perform } = await scene();
  const before = await snapshot(client);
  const setting = { nickname: 'lain', locked: true, moderator: true };
  const done = [
    await perform({
      ...request,
      operation: deactivate,
      args: { nickname: 'spam3@spam.example', keep_followers: true },
    }),
    await perform({ ...request, operation: tag, args: { nickname: 'lain', tags: ['a'] } }),
    await perform({ ...request, operation: set, args: setting }),
    await perform({ ...request, operation: confirm, args: { nickname: 'dave' } }),
  ];
  const told = [
    '@ada deactivated users: @spam3@spam.example',
    '@ada added tags: a to users: @lain',
    '@ada made @lain moderator',
    '@ada updated users: @lain',
    '@ada confirmed email for users: @dave',
  ];
  expect(await messages(client)).toEqual(told);

  for (const { actionId } of done) {
    const { outcome } = await perform({ ...request, operation: undo, args: { action: actionId } });
    expect(outcome).toMatchObject({ restored: { accounts: 1 }, skipped: 0 });
  }

  expect(await messages(client)).toEqual([
    ...told,
    '@ada activated users: @spam3@spam.example',
    '@ada removed tags: a from users: @lain',
    '@ada revoked moderator role from @lain',
    '@ada updated users: @lain',
    '@ada updated users: @dave',
  ]);
  const { users, ...rest } = changesBetween(before, await snapshot(client));
  expect(Object.keys(rest)).toEqual(['moderation_log']);
  expect(new Set(users?.updated?.flatMap((row) => Object.keys(row.set)))).toEqual(new Set(['updated_at']));
});

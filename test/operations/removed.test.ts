import { expect, test } from 'vitest';
import type { Operation } from '../../src/operations/index.ts';
import { changeEmail } from '../../src/operations/instance/change-email.ts';
import { confirm } from '../../src/operations/instance/confirm.ts';
import { unconfirmAll } from '../../src/operations/instance/confirm-all.ts';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { forcePasswordReset } from '../../src/operations/instance/force-password-reset.ts';
import { resendConfirmation } from '../../src/operations/instance/resend-confirmation.ts';
import { resetMfa } from '../../src/operations/instance/reset-mfa.ts';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { rm } from '../../src/operations/instance/rm.ts';
import { set } from '../../src/operations/instance/set.ts';
import { activate, deactivate } from '../../src/operations/instance/set-activation.ts';
import { activateAllFromInstance } from '../../src/operations/instance/set-activation-of-instance.ts';
import { signOut } from '../../src/operations/instance/sign-out.ts';
import { suggest, unsuggest } from '../../src/operations/instance/suggest.ts';
import { tag, untag } from '../../src/operations/instance/tags.ts';
import { approve } from '../../src/operations/signups/approve.ts';
import { reject } from '../../src/operations/signups/reject.ts';
import { linkStaff } from '../../src/operations/steward/staff-links.ts';
import type { Json } from '../../src/text/reply.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** The remains of a removed account, as Akkoma leaves it, or as the Delete of its own server leaves a remote one. */
const empty = `name = null, email = null, bio = '', last_digest_emailed_at = null, is_active = false`;

async function scene() {
  const { url, client } = await pristineDatabase();
  await client.query(`update users set ${empty} where nickname in ('gina', 'friend1@friendly.example')`);
  return { client, ...performOn(url) };
}

const local = { nickname: 'gina' };
const attempts: readonly (readonly [string, Operation<never, Json>, object])[] = [
  ['activate', activate, local],
  ['activate (remote)', activate, { nickname: 'friend1@friendly.example' }],
  ['deactivate', deactivate, { ...local, keep_followers: false }],
  ['tag', tag, { ...local, tags: ['x'] }],
  ['untag', untag, { ...local, tags: ['x'] }],
  ['tag (remote)', tag, { nickname: 'friend1@friendly.example', tags: ['x'] }],
  ['set', set, { ...local, admin: true }],
  ['reset_password', resetPassword, local],
  ['reset_mfa', resetMfa, local],
  ['sign_out', signOut, local],
  ['change_email', changeEmail, { ...local, email: 'new@mail.example' }],
  ['confirm', confirm, local],
  ['force_password_reset', forcePasswordReset, local],
  ['resend_confirmation', resendConfirmation, local],
  ['suggest', suggest, local],
  ['suggest (remote)', suggest, { nickname: 'friend1@friendly.example' }],
  ['unsuggest', unsuggest, local],
  ['delete_activities', deleteActivities, local],
  ['approve', approve, { accounts: ['gina'] }],
  ['reject', reject, { accounts: ['gina'] }],
  ['rm', rm, { ...local, posts_first: true }],
  ['link', linkStaff, { ...local, person: '1084413502188232704' }],
] as unknown as readonly (readonly [string, Operation<never, Json>, object])[];

test.for(attempts)(
  '%s: only the empty row of a removed account is left, and it stays empty',
  async ([, operation, args]) => {
    const { client, perform } = await scene();
    const before = await snapshot(client);

    await expect(perform({ ...request, operation, args: args as never })).rejects.toThrow(
      /^(gina|friend1@friendly\.example) has been deleted\. Only an empty account is left\.$/,
    );

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  },
);

test('activating an instance skips the accounts that their own server has deleted', async () => {
  const { client, perform } = await scene();
  await client.query(`update users set is_active = false where nickname = 'friend2@friendly.example'`);

  const { outcome } = await perform({
    ...request,
    operation: activateAllFromInstance,
    args: { instance: 'friendly.example', include_subdomains: false },
  });

  expect(outcome).toMatchObject({ accounts: 1 });
  const { rows } = await client.query(
    `select nickname from users where not is_active and nickname like '%@friendly.example'`,
  );
  expect(rows).toEqual([{ nickname: 'friend1@friendly.example' }]);
});

test('unconfirming all accounts skips removed ones', async () => {
  const { client, perform } = await scene();
  await client.query(`update users set is_confirmed = true where nickname = 'gina'`);

  await perform({ ...request, operation: unconfirmAll, args: {} });

  const { rows } = await client.query(`select is_confirmed from users where nickname = 'gina'`);
  expect(rows).toEqual([{ is_confirmed: true }]);
});

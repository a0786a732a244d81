import { expect, test } from 'vitest';
import { isRemoved } from '../../src/akkoma/accounts/account.ts';
import { findUser } from '../../src/akkoma/lookup/find-user.ts';
import { confirm } from '../../src/operations/instance/confirm.ts';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { forcePasswordReset } from '../../src/operations/instance/force-password-reset.ts';
import { resendConfirmation } from '../../src/operations/instance/resend-confirmation.ts';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { rm } from '../../src/operations/instance/rm.ts';
import { set } from '../../src/operations/instance/set.ts';
import { activate, deactivate } from '../../src/operations/instance/set-activation.ts';
import { signOut } from '../../src/operations/instance/sign-out.ts';
import { suggest } from '../../src/operations/instance/suggest.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { approve } from '../../src/operations/signups/approve.ts';
import { reject } from '../../src/operations/signups/reject.ts';
import { pristineDatabase } from '../support/database.ts';
import { instanceWith } from '../support/instance.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const rest = { reason: null, caller: tester, interactionId: null, secret: null };
const nickname = 'internal.fetch';
const becomeRelay = `update users set nickname = 'relay', ap_id = 'https://social.test/relay'
  where nickname = 'internal.fetch'`;

test.for([
  { operation: deactivate, args: { nickname, keep_followers: true } },
  { operation: confirm, args: { nickname } },
  { operation: deleteActivities, args: { nickname } },
  { operation: resetPassword, args: { nickname } },
  { operation: rm, args: { nickname, posts_first: true } },
  { operation: set, args: { nickname, admin: true } },
  { operation: signOut, args: { nickname } },
  { operation: tag, args: { nickname, tags: ['x'] } },
  { operation: suggest, args: { nickname } },
  { operation: forcePasswordReset, args: { nickname } },
  { operation: resendConfirmation, args: { nickname } },
  { operation: approve, args: { nickname } },
  { operation: reject, args: { nickname } },
])("$operation.name: the server's own actors are left alone", async ({ operation, args }) => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const before = await snapshot(client);
  // The list pairs operations with their arguments, which their common type does not express.
  const attempt = (nickname: string) =>
    perform({ ...rest, operation, args: { ...args, nickname, accounts: [nickname] } } as Parameters<
      typeof perform
    >[0]);

  await expect(attempt('internal.fetch')).rejects.toMatchObject({
    name: 'Refused',
    message: expect.stringContaining('internal.fetch is an internal account'),
  });
  expect(changesBetween(before, await snapshot(client))).toEqual({});

  await client.query(becomeRelay);
  await expect(attempt('relay')).rejects.toMatchObject({ name: 'Refused' });
  await client.query(`update users set ap_id = 'https://social.test/users/relay' where nickname = 'relay'`);
  await expect(attempt('relay').catch((error: Error) => error.name)).resolves.not.toBe('Refused');
});

test('an actor that the command line has deactivated does not count as removed, and can be activated', async () => {
  const { url, client } = await pristineDatabase();
  const { perform, database } = performOn(url);
  await client.query(
    `update users set is_active = false, last_digest_emailed_at = null, email = null, name = null where nickname = $1`,
    [nickname],
  );

  const user = await findUser(database.em.fork(), instanceWith(), nickname);
  expect(isRemoved(user)).toBe(false);
  await perform({ ...rest, operation: activate, args: { nickname } });

  const { rows } = await client.query('select is_active from users where nickname = $1', [nickname]);
  expect(rows).toEqual([{ is_active: true }]);
});

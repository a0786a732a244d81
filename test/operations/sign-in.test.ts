import { describe, expect, test } from 'vitest';
import type { Perform } from '../../src/actions/index.ts';
import { changeEmail } from '../../src/operations/instance/change-email.ts';
import { resetMfa } from '../../src/operations/instance/reset-mfa.ts';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { set } from '../../src/operations/instance/set.ts';
import { signOut } from '../../src/operations/instance/sign-out.ts';
import { pristineDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

describe('a remote account cannot be changed', () => {
  const of = { nickname: 'spam1@spam.example' };
  const email = 'a@b.example';

  test.for<[string, (perform: Perform) => Promise<unknown>]>([
    ['reset_password', (perform) => perform({ ...request, operation: resetPassword, args: of })],
    ['reset_mfa', (perform) => perform({ ...request, operation: resetMfa, args: of })],
    ['sign_out', (perform) => perform({ ...request, operation: signOut, args: of })],
    ['set', (perform) => perform({ ...request, operation: set, args: { ...of, admin: true } })],
    ['change_email', (perform) => perform({ ...request, operation: changeEmail, args: { ...of, email } })],
  ])('%s says so and writes nothing', async ([, run]) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const before = await snapshot(client);

    await expect(run(perform)).rejects.toThrow('spam1@spam.example is a remote account');

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});

describe('reset_password', () => {
  test('reveals the whole link to the caller, percent-encoded, and keeps it nowhere', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    const { secrets, outcome } = await perform({
      ...request,
      operation: resetPassword,
      args: { nickname: 'LAIN' },
    });

    const { rows } = await client.query('select token from password_reset_tokens order by id desc limit 1');
    expect(rows[0].token).toMatch(/^[\w-]{43}=$/);
    expect(outcome).toEqual({ nickname: 'lain' });
    expect(secrets).toEqual({
      link: `https://social.test/api/v1/pleroma/password_reset/${rows[0].token.replace('=', '%3D')}`,
    });
    const kept = await keptIn(client);
    expect(kept).toContain('password_reset_tokens');
    expect(kept).not.toContain(rows[0].token.slice(0, 43));
  });

  test('creates a new link each time, and the old ones remain valid', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const reset = () => perform({ ...request, operation: resetPassword, args: { nickname: 'erin' } });

    const links = [(await reset()).secrets.link, (await reset()).secrets.link];

    expect(new Set(links).size).toBe(2);
    const { rows } = await client.query(
      `select count(*)::integer as unused from password_reset_tokens t join users u on u.id = t.user_id
       where u.nickname = 'erin' and not t.used`,
    );
    expect(rows).toEqual([{ unused: 2 }]);
  });
});

describe('reset_mfa', () => {
  const off = (codes: readonly string[]) => ({
    enabled: false,
    backup_codes: codes,
    totp: { secret: null, delivery_type: 'app', confirmed: false },
  });

  test('keeps the second factor nowhere', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    const { outcome } = await perform({ ...request, operation: resetMfa, args: { nickname: 'frank' } });

    expect(outcome).toEqual({ nickname: 'frank', was_enabled: true });
    const kept = await keptIn(client);
    expect(kept).toContain('updated_at');
    expect(kept).not.toContain('JBSWY3DPEHPK3PXP');
    expect(kept).not.toContain('hash1');
  });

  test('has nothing to do where two-factor authentication is off, and writes nothing', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update users set multi_factor_authentication_settings = $1 where nickname = 'lain'`, [
      off(['hash']),
    ]);
    const before = await snapshot(client);

    const none = perform({ ...request, operation: resetMfa, args: { nickname: 'lain' } });

    await expect(none).rejects.toThrow('Two-factor authentication of lain is already off.');
    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test('resets a second factor that was set up but never confirmed', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update users set multi_factor_authentication_settings = $1 where nickname = 'lain'`, [
      { enabled: false, totp: { secret: 'JBSWY3DPEHPK3PXP', confirmed: false } },
    ]);

    const { outcome } = await perform({ ...request, operation: resetMfa, args: { nickname: 'lain' } });

    expect(outcome).toEqual({ nickname: 'lain', was_enabled: false });
    const { rows } = await client.query(
      `select multi_factor_authentication_settings as settings from users where nickname = 'lain'`,
    );
    expect(rows).toEqual([{ settings: off([]) }]);
  });

  test.for([
    ['codes', { enabled: true, backup_codes: null, totp: { confirmed: true } }],
    ['codes and factor', { enabled: true, backup_codes: null, totp: null }],
  ] as const)('treats settings with null for %s as empty', async ([, settings]) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update users set multi_factor_authentication_settings = $1 where nickname = 'lain'`, [
      settings,
    ]);

    await perform({ ...request, operation: resetMfa, args: { nickname: 'lain' } });

    const { rows } = await client.query(
      `select multi_factor_authentication_settings as settings from users where nickname = 'lain'`,
    );
    expect(rows).toEqual([{ settings: off([]) }]);
  });
});

describe('sign_out', () => {
  test('deletes what depends on the sessions too, and records all of it without its secrets', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`
      insert into mfa_tokens (user_id, authorization_id, token, inserted_at, updated_at)
        select user_id, id, 'mfa-' || id, now(), now() from oauth_authorizations where id in (1, 4);
      insert into push_subscriptions (user_id, token_id, endpoint, key_p256dh, key_auth, inserted_at, updated_at)
        select user_id, id, 'https://push.example', 'p256-' || id, 'auth-' || id, now(), now()
        from oauth_tokens where id in (2, 4)`);
    const { rows: secrets } = await client.query(
      `select token as secret from oauth_tokens union select refresh_token from oauth_tokens
       union select token from oauth_authorizations
       union select unnest(array['mfa-1', 'p256-2', 'auth-2'])`,
    );
    const before = await snapshot(client);

    const { outcome, actionId } = await perform({
      ...request,
      operation: signOut,
      args: { nickname: 'gina' },
    });

    expect(outcome).toEqual({ nickname: 'gina', sessions_ended: 3 });
    const gone = Object.entries(changesBetween(before, await snapshot(client))).map(([table, changes]) => [
      table,
      changes.deleted?.map(({ id }) => id),
    ]);
    expect(Object.fromEntries(gone)).toEqual({
      mfa_tokens: [1],
      oauth_authorizations: [1, 2, 3, 6],
      oauth_tokens: [1, 2, 3],
      push_subscriptions: [1],
    });
    const { rows } = await client.query(
      `select table_name as table, count(before)::integer as gone from steward.changes
       where action_id = $1 group by 1 order by 1`,
      [actionId],
    );
    expect(rows).toEqual([
      { table: 'mfa_tokens', gone: 1 },
      { table: 'oauth_authorizations', gone: 4 },
      { table: 'oauth_tokens', gone: 3 },
      { table: 'push_subscriptions', gone: 1 },
    ]);
    const kept = await keptIn(client);
    for (const { secret } of secrets) expect(kept).not.toContain(secret);
  });

  test('deletes an expired session, and does not count it', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update oauth_tokens set valid_until = '2020-01-01' where id = 1`);

    const { outcome, plan } = await perform({ ...request, operation: signOut, args: { nickname: 'gina' } });

    expect(plan.counts).toEqual({ sessions_ended: 2 });
    expect(outcome).toEqual({ nickname: 'gina', sessions_ended: 2 });
    const { rows } = await client.query('select id::integer from oauth_tokens order by id');
    expect(rows).toEqual([{ id: 4 }, { id: 5 }]);
  });

  test('has nothing to do for an account without sessions, and writes nothing', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const before = await snapshot(client);

    const none = perform({ ...request, operation: signOut, args: { nickname: 'kim' } });

    await expect(none).rejects.toThrow('kim has no sessions.');
    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test('ends a login that is not complete, also where there is no session', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(
      `delete from oauth_tokens where user_id = (select id from users where nickname = 'gina')`,
    );

    const { outcome } = await perform({ ...request, operation: signOut, args: { nickname: 'gina' } });

    expect(outcome).toEqual({ nickname: 'gina', sessions_ended: 0 });
    const { rows } = await client.query(
      `select from oauth_authorizations where user_id = (select id from users where nickname = 'gina')`,
    );
    expect(rows).toEqual([]);
  });
});

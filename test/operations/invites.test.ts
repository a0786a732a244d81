import { describe, expect, test } from 'vitest';
import { invite } from '../../src/operations/instance/invite.ts';
import { revokeInvite } from '../../src/operations/instance/revoke-invite.ts';
import { pristineDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

describe('an invite', () => {
  test.for([
    [{}, 'one_time'],
    [{ expires_at: '9999-12-31' }, 'date_limited'],
    [{ max_use: 1 }, 'reusable'],
    [{ expires_at: '9999-12-31', max_use: 2 }, 'reusable_date_limited'],
  ] as const)('with the limits %j is of the kind %s', async ([args, kind]) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    const { outcome } = await perform({ ...request, operation: invite, args });

    const { rows } = await client.query(
      'select id::integer, invite_type, expires_at::text, max_use, used, uses from user_invite_tokens order by id desc',
    );
    expect(rows[0]).toEqual({
      id: outcome.id,
      invite_type: kind,
      expires_at: null,
      max_use: null,
      ...args,
      used: false,
      uses: 0,
    });
    expect(outcome).toMatchObject({ type: kind });
  });

  test('reveals its whole link to the caller, percent-encoded, and keeps it nowhere', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    const { secrets, outcome } = await perform({ ...request, operation: invite, args: {} });

    const { rows } = await client.query('select token from user_invite_tokens where id = $1', [outcome.id]);
    expect(rows[0].token).toMatch(/=$/);
    expect(secrets).toEqual({
      link: `https://social.test/registration/${rows[0].token.replace('=', '%3D')}`,
    });
    const kept = await keptIn(client);
    expect(kept).toContain('"user.invite"');
    expect(kept).not.toContain(rows[0].token.slice(0, 43));
  });

  test('may expire today, by the day of UTC, and not yesterday', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const { rows } = await client.query(
      `select timezone('UTC', now())::date::text as today, (timezone('UTC', now())::date - 1)::text as yesterday`,
    );
    const [{ today, yesterday }] = rows;
    const before = await snapshot(client);

    await expect(perform({ ...request, operation: invite, args: { expires_at: yesterday } })).rejects.toThrow(
      `Invalid expires_at: must be today or later, in UTC.`,
    );
    expect(changesBetween(before, await snapshot(client))).toEqual({});

    await perform({ ...request, operation: invite, args: { expires_at: today } });
  });
});

describe('revoking an invite', () => {
  const tokenOf = 'select token from user_invite_tokens where id = 3';

  test.for([
    ['its number', () => '#3'],
    ['its token', (token: string) => token],
    ['its token with white space around it', (token: string) => ` ${token}\n`],
    ['its token as it stands in the link', (token: string) => encodeURIComponent(token)],
    ['its link', (token: string) => `https://social.test/registration/${encodeURIComponent(token)}`],
    ['its link, decoded', (token: string) => `https://social.test/registration/${token}?from=mail#top`],
  ] as const)('takes %s', async ([, named]) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const { rows } = await client.query(tokenOf);
    const before = await snapshot(client);

    const { outcome } = await perform({
      ...request,
      operation: revokeInvite,
      args: { token: named(rows[0].token) },
    });

    expect(outcome).toEqual({ id: 3, type: 'reusable' });
    expect(changesBetween(before, await snapshot(client))).toMatchObject({
      user_invite_tokens: { updated: [{ key: { id: 3 }, set: { used: [false, true] } }] },
    });
    expect(await keptIn(client)).not.toContain(rows[0].token.slice(0, 43));
  });

  test('succeeds only once: the second time nothing is written', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const revoke = () => perform({ ...request, operation: revokeInvite, args: { token: '#1' } });
    await revoke();
    const before = await snapshot(client);

    await expect(revoke()).rejects.toThrow('Invite #1 is already revoked or used up.');

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test.for(['#99', '#0', '#', '99', 'no-such-token', 'https://social.test/registration/', '%00', '%E0%A4%A'])(
    'is refused where %s names no invite',
    async (token) => {
      const { url } = await pristineDatabase();
      const { perform } = performOn(url);

      await expect(perform({ ...request, operation: revokeInvite, args: { token } })).rejects.toThrow(
        /^(No invite has this token|No invite #)/,
      );
    },
  );

  test('a number alone is the number of an invite, unless it is the token of one', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const revoke = async (token: string) =>
      (await perform({ ...request, operation: revokeInvite, args: { token } })).outcome.id;

    expect(await revoke('1')).toBe(1);
    await client.query(`update user_invite_tokens set token = '1', used = false where id = 3`);
    expect(await revoke('1')).toBe(3);
    await expect(revoke('#1')).rejects.toThrow('Invite #1 is already revoked or used up.');
  });

  test('treats a token in another case as another token', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const { rows } = await client.query(tokenOf);

    await expect(
      perform({ ...request, operation: revokeInvite, args: { token: rows[0].token.toLowerCase() } }),
    ).rejects.toThrow('No invite has this token');
  });

  test('asks for the number where two invites have the same token', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update user_invite_tokens set token = 'twin' where id in (1, 4)`);

    await expect(perform({ ...request, operation: revokeInvite, args: { token: 'twin' } })).rejects.toThrow(
      'Several invites have this token: #1, #4.',
    );
  });

  test('succeeds for one of two at the same time, and is refused to the other', async () => {
    const { url } = await pristineDatabase();
    const { perform } = performOn(url);
    const revoke = () => perform({ ...request, operation: revokeInvite, args: { token: '#1' } });

    const ended = await Promise.allSettled([revoke(), revoke(), revoke()]);

    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of ended) {
      if (each.status === 'rejected')
        expect(String(each.reason)).toMatch(/already revoked|just used or revoked/);
    }
  });
});

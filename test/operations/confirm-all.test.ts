import type { ClientBase } from 'pg';
import { expect, test } from 'vitest';
import { confirmAll, unconfirmAll } from '../../src/operations/instance/confirm-all.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const rest = { args: {}, reason: null, caller: tester, interactionId: null, secret: null };
const confirming = { ...rest, operation: confirmAll };
const unconfirming = { ...rest, operation: unconfirmAll };

const nicknames = async (client: ClientBase, condition: string): Promise<string[]> =>
  (await client.query(`select nickname from users where local and ${condition} order by nickname`)).rows.map(
    ({ nickname }) => nickname,
  );

test('every ordinary active account is confirmed, without a mail; staff and deactivated accounts stay as they are', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url, { AKKOMA_AUTOFOLLOWED_NICKNAMES: 'bob' });
  await client.query(`update users set confirmation_token = 'left over' where nickname = 'lain'`);

  const { outcome, plan } = await perform(confirming);

  expect(outcome).toEqual({ accounts: 2 });
  expect(plan).toMatchObject({
    counts: { accounts_to_confirm: 2 },
    samples: expect.arrayContaining(['dave', 'lain']),
  });
  expect(await nicknames(client, 'not is_confirmed')).toEqual(['ivan', 'judy']);
  expect(await nicknames(client, 'confirmation_token is not null')).toEqual(
    await nicknames(client, `confirmation_token is not null and nickname not in ('dave', 'lain')`),
  );
  expect((await client.query('select from oban_jobs')).rowCount).toBe(0);
});

test('hidden and remote accounts and the server’s own are left alone', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await client.query(`update users set invisible = true where nickname = 'lain'`);

  await perform(unconfirming);

  expect(await nicknames(client, 'is_confirmed')).toEqual(
    expect.arrayContaining(['ada', 'erin', 'internal.fetch', 'lain', 'mo']),
  );
  expect(await nicknames(client, 'is_confirmed')).toHaveLength(5);
  const remote = await client.query('select from users where not local and not is_confirmed');
  expect(remote.rowCount).toBe(0);
});

test('every unconfirmed account gets a unique token, the second time too', async () => {
  const { url, client } = await pristineDatabase();
  const { performWhole } = performOn(url);
  await client.query(
    `insert into users (id, nickname, ap_id, bio, local, inserted_at, updated_at)
     select gen_random_uuid(), 'many' || n, 'https://social.test/users/many' || n, '', true, now(), now()
     from generate_series(1, 2000) n`,
  );
  const tokens = async (): Promise<string[]> =>
    (
      await client.query('select confirmation_token as token from users where not is_confirmed and local')
    ).rows
      .map(({ token }) => token)
      .filter((token) => token?.length === 44);

  const { outcome } = await performWhole(unconfirming);
  const first = await tokens();
  await performWhole(unconfirming);
  const second = await tokens();

  expect(outcome).toEqual({ accounts: 2010 });
  expect(first).toHaveLength(2010);
  expect(new Set([...first, ...second]).size).toBe(4020);
  for (const token of second) expect(token).toMatch(/^[\w-]{43}=$/);
});

test('where nothing is left to do, the answer says so, and nothing is written', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await perform(confirming);
  const before = await snapshot(client);

  await expect(perform(confirming)).rejects.toMatchObject({ name: 'NothingToDo' });
  await client.query('update users set is_moderator = true where local');
  const promoted = await snapshot(client);
  await expect(perform(unconfirming)).rejects.toMatchObject({ name: 'NothingToDo' });

  expect(changesBetween(promoted, await snapshot(client))).toEqual({});
  expect(Object.keys(changesBetween(before, promoted))).toEqual(['users']);
});

test('unconfirming all is destructive, and neither the plan nor the audit log has a token', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);

  const { plan } = await perform(unconfirming);

  expect(JSON.stringify(plan.warnings)).toContain('cannot log in until they are confirmed');
  const { rows } = await client.query(
    `select a.tier, u.confirmation_token as token, a::text || l::text as kept
     from steward.actions a, steward.audit_log l, users u where u.nickname = 'lain'`,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].tier).toBe('destructive');
  expect(rows[0].kept).not.toContain(rows[0].token);
});

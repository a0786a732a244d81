import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { activate, deactivate } from '../../src/operations/instance/set-activation.ts';
import { tamper } from '../support/audit-log.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

async function someEntries(url: string): Promise<void> {
  const { perform } = performOn(url);
  for (const nickname of ['lain', 'bob', 'carol']) {
    await perform({ ...request, operation: deactivate, args: { nickname, keep_followers: false } });
  }
}

const firstBroken = async (client: Client) =>
  (await client.query('select steward.verify_audit_log() as id')).rows[0].id;

test.for([
  `update steward.audit_log set reason = 'another'`,
  'delete from steward.audit_log',
  'truncate steward.audit_log',
])('the audit log refuses: %s', async (statement) => {
  const { url, client } = await pristineDatabase();
  await someEntries(url);

  await expect(client.query(statement)).rejects.toThrow(/append-only/);

  expect((await client.query('select from steward.audit_log')).rowCount).toBe(3);
});

test.for([
  [`update steward.audit_log set actor_name = 'someone else' where id = 2`, '2'],
  ['delete from steward.audit_log where id = 2', '3'],
  [`update steward.audit_log set at = at - interval '1 microsecond' where id = 1`, '1'],
] as const)('tampering past the triggers breaks the chain: %s', async ([statement, broken]) => {
  const { url, client } = await pristineDatabase();
  await someEntries(url);
  expect(await firstBroken(client)).toBeNull();

  await tamper(client, statement);

  expect(await firstBroken(client)).toBe(broken);
});

test('concurrent entries form one chain without gaps', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const nicknames = Array.from({ length: 20 }, (_, index) => `spam${index + 1}@spam.example`);

  await Promise.all(
    nicknames.map((nickname) =>
      perform({ ...request, operation: deactivate, args: { nickname, keep_followers: false } }),
    ),
  );

  expect(await firstBroken(client)).toBeNull();
  const { rows } = await client.query('select id::integer from steward.audit_log order by id');
  expect(rows.map(({ id }) => id)).toEqual(nicknames.map((_, index) => index + 1));
});

test('the chain verifies in another time zone', async () => {
  const { url, client } = await pristineDatabase();
  await someEntries(url);

  await client.query(
    `set timezone to 'Asia/Kathmandu'; set datestyle to 'German'; set extra_float_digits to 0`,
  );

  expect(await firstBroken(client)).toBeNull();
});

test('a request that the instance refuses leaves no entry', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);

  await expect(perform({ ...request, operation: activate, args: { nickname: 'lain' } })).rejects.toThrow(
    /already active/,
  );

  expect((await client.query('select from steward.audit_log')).rowCount).toBe(0);
});

import type { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { listInvites, suggestInvites } from '../../src/akkoma/registration/list-invites.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { pristineDatabase } from '../support/database.ts';

async function scene() {
  const { url, client } = await pristineDatabase();
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  return { client, em: database.em.fork() };
}

/** Creates an invite that expires the given number of days from today in UTC. */
async function expiresIn(client: Client, id: number, days: number): Promise<void> {
  await client.query(
    `update user_invite_tokens set expires_at = timezone('UTC', now())::date + $2::integer where id = $1`,
    [id, days],
  );
}

test('an invite is valid while it is unused, has uses left, and its last day has not passed', async () => {
  const { client, em } = await scene();
  await expiresIn(client, 4, 0);
  await expiresIn(client, 5, 1);
  await expiresIn(client, 6, -1);
  await client.query(`
    insert into user_invite_tokens (token, invite_type, used, uses, max_use, inserted_at, updated_at)
    values ('spent', 'reusable', false, 3, 3, now(), now())`);

  const found = await listInvites(em, {}, Number.POSITIVE_INFINITY);

  expect(found.map(({ id, valid, left }) => [id, valid, left])).toEqual([
    [7, false, 0],
    [6, false, null],
    [5, true, 3],
    [4, true, null],
    [3, true, 3],
    [2, false, null],
    [1, true, null],
  ]);
});

test('a page starts after an invite or ends before one', async () => {
  const { em } = await scene();
  const idsOf = async (...args: [{ after?: string; before?: string }, number]) =>
    (await listInvites(em, ...args)).map(({ id }) => id);

  expect(await idsOf({}, 2)).toEqual([6, 5]);
  expect(await idsOf({ after: '5' }, 2)).toEqual([4, 3]);
  expect(await idsOf({ before: '3' }, 2)).toEqual([5, 4]);
});

test('invites are suggested by number, kind, and the shown part of the token, and by no more of it', async () => {
  const { client, em } = await scene();
  await client.query(`update user_invite_tokens set expires_at = null where id in (4, 5)`);
  const offered = async (typed: string) => (await suggestInvites(em, typed)).map(({ id }) => id);

  expect(await offered('')).toEqual([5, 4, 3, 1]);
  expect(await offered('#3')).toEqual([3]);
  expect(await offered('One')).toEqual([1]);
  expect(await offered('IYGtfx')).toEqual([1]);
  expect(await offered('IYGtfxP')).toEqual([]);
  expect(await offered('#2')).toEqual([]);
});

test('the 25 newest matching invites are suggested, however many there are', async () => {
  const { client, em } = await scene();
  await client.query(`
    insert into user_invite_tokens (token, inserted_at, updated_at)
    select 'token-' || n, now(), now() from generate_series(1, 1000) n`);

  const found = await suggestInvites(em, '');

  expect(found).toHaveLength(25);
  expect(found[0]?.id).toBe(1006);
});

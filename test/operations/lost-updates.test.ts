import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { fixFollowState } from '../../src/operations/instance/fix-follow-state.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { someoneWaits } from '../support/waiting.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };
const deactivationOfSpam = {
  ...request,
  operation: deactivate,
  args: { nickname: 'spam2@spam.example', keep_followers: true },
};
const mending = {
  ...request,
  operation: fixFollowState,
  args: { local_user: 'bob', remote_user: 'lain' },
};

/** Runs `work` while the server's transaction, which writes this, is not yet committed; then commits it. */
async function meanwhile(client: Client, write: string, work: () => Promise<unknown>): Promise<unknown> {
  await client.query('begin');
  await client.query(write);
  const result = work().catch((error: unknown) => error);
  await someoneWaits(client);
  await client.query('commit');
  return result;
}

/** Returns bob, who follows them: his counts, and the number of followed accounts that count (behaviour.md 1.6). */
async function bob(client: Client) {
  const { rows } = await client.query(
    `select bob.follower_count as followers, bob.following_count as follows, (
       select count(*)::integer from following_relationships r join users other on other.id = r.following_id
       where r.follower_id = bob.id and r.state = 2 and other.is_active and other.id <> bob.id
     ) as followed
     from users bob where nickname = 'bob'`,
  );
  return rows[0];
}

test('a recount of one count keeps the other one, which the server is just writing', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);

  await meanwhile(client, `update users set follower_count = 77 where nickname = 'bob'`, () =>
    perform(deactivationOfSpam),
  );

  const { followers, follows, followed } = await bob(client);
  expect(followers).toBe(77);
  expect(follows).toBe(followed);
});

test('a follow that the server is just creating is counted', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const before = await bob(client);

  await meanwhile(
    client,
    `with made as (
       insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
       select bob.id, heidi.id, 2, now(), now() from users bob, users heidi
       where bob.nickname = 'bob' and heidi.nickname = 'heidi'
     )
     update users set following_count = following_count + 1 where nickname = 'bob'`,
    () => perform(deactivationOfSpam),
  );

  const after = await bob(client);
  expect(after.followed).toBe(before.followed);
  expect(after.follows).toBe(after.followed);
});

test('a change that the server is just making to a follow request is kept', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const ofBob = `actor = 'https://social.test/users/bob' and data ->> 'type' = 'Follow'
    and data ->> 'object' = 'https://social.test/users/lain'`;
  await client.query(
    `delete from following_relationships where follower_id = (select id from users where nickname = 'bob')`,
  );

  await meanwhile(client, `update activities set data = data || '{"seen": true}' where ${ofBob}`, () =>
    perform(mending),
  );

  const { rows } = await client.query(
    `select data -> 'seen' as seen, data ->> 'state' as state from activities where ${ofBob}`,
  );
  expect(rows).toEqual([{ seen: true, state: 'reject' }]);
});

test('a follow that is just being accepted is not rejected', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const ofBob = `follower_id = (select id from users where nickname = 'bob')
    and following_id = (select id from users where nickname = 'lain')`;
  await client.query(`update following_relationships set state = 1 where ${ofBob}`);

  const answer = await meanwhile(client, `update following_relationships set state = 2 where ${ofBob}`, () =>
    perform(mending),
  );

  expect(String(answer)).toMatch(/Stale.*Nothing was changed/);
  const { rows } = await client.query(`select state from following_relationships where ${ofBob}`);
  expect(rows).toEqual([{ state: 2 }]);
  expect((await client.query(`select from activities where data ->> 'type' = 'Reject'`)).rowCount).toBe(0);
});

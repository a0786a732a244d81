import type { Client } from 'pg';
import { expect } from 'vitest';
import type { AkkomaRelease } from '../../../sandbox/database/releases.ts';
import { lookAtRefresh, type RefreshState } from '../../../src/actions/index.ts';
import type { Operation } from '../../../src/operations/index.ts';
import type { Json } from '../../../src/text/reply.ts';
import { pristineDatabase } from '../../support/database.ts';
import { performOn, tester } from '../../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** A Steward that makes Akkoma's server refresh, on a database of the last release whose cache never expires. */
export async function scene(release: AkkomaRelease = '3.16.0', environment = { AKKOMA_REFRESH: 'true' }) {
  const { url, client } = await pristineDatabase(release);
  const { perform, performWhole, dependencies } = performOn(url, environment);
  const refreshOf = async (action: number) => {
    const state = await lookAtRefresh(dependencies, action);
    if (state === null) throw new Error('Nothing is to be read anew');
    return state;
  };
  return {
    url,
    client,
    refreshOf,
    act: async <Args extends object>(operation: Operation<Args, Json>, args: NoInfer<Args>) =>
      (await perform({ ...request, operation, args })).actionId,
    actWhole: async <Args extends object>(operation: Operation<Args, Json>, args: NoInfer<Args>) =>
      (await performWhole({ ...request, operation, args })).actionId,
    /** Waits until the server has refreshed, or is not expected to any more. */
    settled: async (action: number): Promise<RefreshState> => {
      await expect.poll(async () => (await refreshOf(action)).state).not.toBe('pending');
      return refreshOf(action);
    },
  };
}

export const follows = async (client: Client) =>
  (
    await client.query(
      `select from following_relationships where following_id = (select id from users where nickname = 'internal.fetch')`,
    )
  ).rowCount;

export const jobs = async (client: Client) =>
  (
    await client.query(
      `select args ->> 'status' as status, (select nickname from users where steward.flake_text(id) = args ->> 'user_id') as nickname
       from oban_jobs where args ->> 'op' = 'user_activation' order by id`,
    )
  ).rows.map(({ nickname, status }) => `${nickname} ${status}`);

export const moderator = async (client: Client, nickname: string) =>
  client.query('update users set is_moderator = true where nickname = $1', [nickname]);

/** Adds this number of local accounts, not confirmed, whose names continue from this one. */
export const writeAccounts = (client: Client, count: number) =>
  client.query(
    `insert into users (id, nickname, bio, local, is_confirmed, ap_id, inserted_at, updated_at)
     select steward.flake_at(1798000000000 + place, '15c973e54f0d', 0), 'crowd' || place, '', true, false,
       'https://social.test/users/crowd' || place, now(), now()
     from generate_series(1, $1::integer) place`,
    [count],
  );

export const late = (client: Client) =>
  client.query(`update steward.refreshes set enqueued_at = now() - interval '61 seconds'`);

export const sessions = async (client: Client, nickname: string) =>
  Number(
    (
      await client.query(
        'select from oauth_tokens where user_id = (select id from users where nickname = $1)',
        [nickname],
      )
    ).rowCount,
  );

/** Adds this number of active accounts of `crowd.example`. */
export const writeCrowd = (client: Client, count: number) =>
  client.query(
    `insert into users (id, nickname, bio, local, ap_id, inserted_at, updated_at)
     select steward.flake_at(1798000000000 + place, '15c973e54f0d', 0), 'crowd' || place || '@crowd.example', '', false,
       'https://crowd.example/users/' || place, now(), now()
     from generate_series(1, $1::integer) place`,
    [count],
  );

/** Gives bob a session. */
export const signIn = (client: Client) =>
  client.query(`update oauth_tokens set user_id = (select id from users where nickname = 'bob')`);

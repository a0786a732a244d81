import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import { miscounted, writeFollowers } from '../../support/crowd.ts';
import { pristineDatabase } from '../../support/database.ts';
import { doing } from './doing.ts';

type Doing = ReturnType<typeof doing>;

/** Deactivates the accounts one after the other, and undoes both in the same order. */
const inOrder =
  (first: string, second: string, keepFollowers: boolean) =>
  async ({ does, undoes }: Doing): Promise<void> => {
    const actions: number[] = [];
    for (const nickname of [first, second]) {
      actions.push(await does(deactivate, { nickname, keep_followers: keepFollowers }));
    }
    for (const action of actions) await undoes(action);
  };

/** Makes one account follow another as Akkoma does, with counts. */
const follow = (client: Client, follower: string, followed: string) =>
  client.query(
    `with made as (
       insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
       select follower.id, followed.id, 2, now(), now() from users follower, users followed
       where follower.nickname = $1 and followed.nickname = $2
       returning follower_id, following_id)
     update users u set following_count = following_count + (u.id = follower_id)::integer,
       follower_count = follower_count + (u.id = following_id)::integer
     from made where u.id in (follower_id, following_id)`,
    [follower, followed],
  );

test.for<[string, (ways: Doing, client: Client) => Promise<void>]>([
  ['the followed one first', inOrder('lain', 'fan1', false)],
  ['the follower first', inOrder('fan1', 'lain', false)],
  ['the followed one first, of whom followers are kept', inOrder('lain', 'fan1', true)],
  ['the follower first, and followers are kept', inOrder('fan1', 'lain', true)],
  [
    'who follows somebody after an activation that is undone',
    async ({ does, undoes }, client) => {
      await does(deactivate, { nickname: 'fan1', keep_followers: false });
      const activation = await does(activate, { nickname: 'fan1' });
      await follow(client, 'fan1', 'lain');
      await undoes(activation);
    },
  ],
  [
    'whom somebody follows after an activation that is undone',
    async ({ does, undoes }, client) => {
      await does(deactivate, { nickname: 'fan1', keep_followers: false });
      const activation = await does(activate, { nickname: 'fan1' });
      await follow(client, 'fan2', 'fan1');
      await undoes(activation);
    },
  ],
])('counts are right when accounts that follow each other are restored: %s', async ([, acts]) => {
  const { url, client } = await pristineDatabase();
  await writeFollowers(client, 3);

  await acts(doing(url), client);

  expect(await miscounted(client)).toEqual([]);
});

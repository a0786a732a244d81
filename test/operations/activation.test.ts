import { expect, test } from 'vitest';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

const deactivationOf = (nickname: string) => ({
  operation: deactivate,
  args: { nickname, keep_followers: false },
  reason: null,
  caller: tester,
  interactionId: null,
  secret: null,
});

test.for([
  ['is left to its server', 'on', 9, 'true'],
  ['is recounted', 'off', 0, 'false'],
] as const)(
  'the follower count of a remote account whose local followers unfollow %s with synchronization %s: %i',
  async ([, , count, on]) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, { AKKOMA_EXTERNAL_USER_SYNCHRONIZATION: on });
    await client.query(`update users set follower_count = 9 where nickname = 'friend1@friendly.example'`);

    await perform(deactivationOf('friend1@friendly.example'));

    const { rows } = await client.query(
      `select follower_count as count from users where nickname = 'friend1@friendly.example'`,
    );
    expect(rows).toEqual([{ count }]);
  },
);

test('an account that follows itself is not a follower whose follows are recounted', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await client.query(
    `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
     select id, id, 2, now(), now() from users where nickname = 'kim'`,
  );
  await client.query(`update users set following_count = 5 where nickname = 'kim'`);

  await perform(deactivationOf('kim'));

  const { rows } = await client.query(`select following_count as count from users where nickname = 'kim'`);
  expect(rows).toEqual([{ count: 5 }]);
});

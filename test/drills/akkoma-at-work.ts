import type { PoolClient } from 'pg';
import type { Scene } from './scene.ts';
import { type Met, putToWork } from './workers.ts';

/** The accounts that are never deactivated. */
export const steady = ['kim', 'gina', 'frank', 'ninon', 'heidi', 'dave'];
/** The accounts that Steward works on at the same time. */
export const moved = ['lain', 'carol', 'bob'];

const countable = `r.state = 2 and other.id <> u.id and other.is_active
  and other.nickname is not null and other.nickname not like 'internal.%'`;

/**
 * The steady accounts whose stored counts differ from their relationships (behaviour.md 1.6). Akkoma itself leaves
 * counts of inactive accounts as they are, and counts of moved accounts that follow each other.
 */
export const miscounted = `
  select nickname, follower_count, followers, following_count, following from (
    select u.nickname, u.follower_count, u.following_count,
      (select count(*)::integer from following_relationships r join users other on other.id = r.follower_id
        where r.following_id = u.id and ${countable}) as followers,
      (select count(*)::integer from following_relationships r join users other on other.id = r.following_id
        where r.follower_id = u.id and ${countable}) as following
    from users u where nickname = any ($1)
  ) counted where follower_count <> followers or following_count <> following order by nickname`;

/** Makes every steady account follow every moved account, and the other way round, with all counts right. */
export const befriend = `
  insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
    select one.id, other.id, 2, now(), now() from users one, users other
    where (one.nickname = any ($1) and other.nickname = any ($2) or one.nickname = any ($2) and other.nickname = any ($1))
    on conflict (follower_id, following_id) do update set state = 2`;

export const setCountsRight = `
  update users u set
    follower_count = (select count(*) from following_relationships r join users other on other.id = r.follower_id
      where r.following_id = u.id and ${countable}),
    following_count = (select count(*) from following_relationships r join users other on other.id = r.following_id
      where r.follower_id = u.id and ${countable})
  where local`;

/** What an Akkoma has committed and no other writer may have lost. */
export interface Written {
  posts: number;
  readonly tags: string[];
}

/** Starts a server's worker, which writes to the same rows as Steward, without a pause, until it is stopped. */
export function putAkkomaToWork({ dice, count, number, pool }: Scene, written: Written): () => Promise<Met> {
  return putToWork(pool, async (client) => {
    const account = dice.pick(moved);
    if (dice.chance(0.25)) {
      await client.query('update users set note_count = note_count + 1 where nickname = $1', [account]);
      written.posts += 1;
      return count('posts that Akkoma counted');
    }
    if (dice.chance(0.25)) {
      const tag = `akkoma-${number()}`;
      await client.query('update users set tags = array_append(tags, $2) where nickname = $1', [
        account,
        tag,
      ]);
      written.tags.push(`${account} ${tag}`);
      return count('tags that Akkoma set');
    }
    const [follower, followed] = dice.pick([
      [dice.pick(steady), account],
      [dice.pick(steady.slice(0, 3)), dice.pick(steady.slice(3))],
    ]);
    await changeFollow(client, follower, followed);
    return count('follows that Akkoma changed');
  });
}

/**
 * Follows or unfollows as the server does: the relationship first, and then both counts. An inactive account follows
 * nobody. Both accounts are locked in one order, so that two workers are never in a deadlock with each other.
 */
async function changeFollow(client: PoolClient, follower = '', followed = ''): Promise<void> {
  await client.query('begin');
  const { rows } = await client.query(
    'select id, nickname from users where nickname in ($1, $2) and is_active order by id for no key update',
    [follower, followed],
  );
  if (rows.length === 2) {
    const id = (name: string) => rows.find(({ nickname }) => nickname === name).id;
    const pair = [id(follower), id(followed)];
    const { rowCount: gone } = await client.query(
      'delete from following_relationships where follower_id = $1 and following_id = $2 and state = 2',
      pair,
    );
    const made =
      gone === 1
        ? 0
        : (
            await client.query(
              `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
               values ($1, $2, 2, now(), now()) on conflict do nothing`,
              pair,
            )
          ).rowCount;
    const by = gone === 1 ? -1 : made;
    await client.query('update users set following_count = following_count + $2 where id = $1', [
      pair[0],
      by,
    ]);
    await client.query('update users set follower_count = follower_count + $2 where id = $1', [pair[1], by]);
  }
  await client.query('commit');
}

import { Pool, type PoolClient } from 'pg';
import { expect, inject, test } from 'vitest';
import { populate } from '../../bench/populated.ts';
import { prolific, writeMuch } from '../../bench/prolific.ts';
import { readEnding } from '../../src/actions/index.ts';
import { deleteActivities } from '../../src/operations/instance/delete-activities.ts';
import { ownDatabase, ownersAddress } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { type Dice, diceOf, freshSeed } from './dice.ts';
import { partOf, print, unhurried } from './figures.ts';
import { putToWork } from './workers.ts';

/** How long Akkoma may wait for a row, in milliseconds. Beside other tests it may be longer. */
const longest = inject('share') === 1 ? 1_000 : 60_000;

/** A piece of work of the server, in a transaction of its own. */
type Work = (client: PoolClient) => Promise<void>;

const insertActivity = `
  insert into activities (id, data, actor, recipients, inserted_at, updated_at)
  values (
    steward.flake_at((extract(epoch from clock_timestamp()) * 1000)::bigint, substr(md5(random()::text), 1, 12), 0),
    $1, $1::jsonb ->> 'actor', '{}', now(), now())`;

/**
 * Likes one of the posts: the server has read the post before, and writes it back with the like in it, as an embedded
 * list and a count (behaviour.md 11.4).
 */
const like =
  (dice: Dice, posts: number): Work =>
  async (client) => {
    const url = `https://social.test/objects/${prolific}-${1 + dice.below(posts)}`;
    const { rows } = await client.query(`select id, data from objects where data ->> 'id' = $1`, [url]);
    const [post] = rows;
    if (post === undefined || post.data.type === 'Tombstone') return;
    const actor = `https://social.test/users/person${3 + dice.below(50)}`;
    const likes = [...(post.data.likes ?? []), actor];
    await client.query('begin');
    await client.query(insertActivity, [
      JSON.stringify({ id: `${actor}#like-${dice.below(1e9)}`, type: 'Like', actor, object: url }),
    ]);
    await client.query('update objects set data = $2 where id = $1', [
      post.id,
      { ...post.data, likes, like_count: likes.length },
    ]);
    await client.query('commit');
  };

/** Posts: the trigger writes the counter of posts first, and then the server writes the account. */
const post =
  (dice: Dice, who: () => string): Work =>
  async (client) => {
    const name = who();
    const actor = `https://social.test/users/${name}`;
    await client.query('begin');
    await client.query(insertActivity, [
      JSON.stringify({
        id: `${actor}#post-${dice.below(1e9)}`,
        type: 'Create',
        actor,
        object: `https://social.test/objects/${name}-new-${dice.below(1e9)}`,
        to: ['https://www.w3.org/ns/activitystreams#Public'],
      }),
    ]);
    await client.query('update users set note_count = note_count + 1 where nickname = $1', [name]);
    await client.query('commit');
  };

test(
  'while an account’s posts are deleted, Akkoma continues to post and like, and no post comes back',
  unhurried,
  async () => {
    const posts = partOf(10_000);
    const { url, client } = await ownDatabase('3.16.0');
    await populate(client, { local: 100, remote: 100, hosts: 2, crowd: 10 });
    await writeMuch(client, posts);
    const pool = new Pool({ connectionString: ownersAddress(url) });
    const dice = diceOf(freshSeed());
    const { perform, follow, database } = performOn(url);
    const endingOf = (action: number) => readEnding(database.em.fork(), action);
    const somebody = () => `person${3 + dice.below(50)}`;
    const workers = [
      like(dice, posts),
      like(dice, posts),
      post(dice, somebody),
      post(dice, () => prolific),
    ].map((work) => putToWork(pool, work));
    const began = performance.now();
    try {
      const { actionId: action } = await perform({
        operation: deleteActivities,
        args: { nickname: prolific },
        reason: null,
        caller: tester,
        interactionId: null,
        secret: null,
      });
      while ((await endingOf(action)).state === 'following') await follow({ action });
      const seconds = (performance.now() - began) / 1_000;
      const met = await Promise.all(workers.map((stop) => stop()));

      const { rows: back } = await client.query(
        `select from objects o where o.data ->> 'actor' = $1 and o.data ->> 'id' !~ '-new-' and o.data ->> 'type' <> 'Tombstone'`,
        [`https://social.test/users/${prolific}`],
      );
      expect(back).toEqual([]);
      expect(met.map(({ deadlocks }) => deadlocks)).toEqual([0, 0, 0, 0]);
      const slowest = Math.max(...met.map((each) => each.slowest));
      expect(slowest).toBeLessThan(longest);
      const { outcome, progress } = await endingOf(action);
      if (inject('share') > 0.1) {
        print('Posts deleted while Akkoma is at work', [
          ['posts, likes and boosts', posts * 3],
          ['seconds', seconds.toFixed(1)],
          ['what Akkoma wrote', met.map(({ writes }) => writes).join(' + ')],
          ['longest write of Akkoma', `${Math.round(slowest)} ms`],
          ['posts deleted', Number(Object(outcome).posts)],
          ['written back, and deleted once more', Number(Object(progress).came_back ?? 0)],
        ]);
      }
    } finally {
      await Promise.all(workers.map((stop) => stop()));
      await pool.end();
    }
  },
);

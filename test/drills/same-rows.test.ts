import { expect, test } from 'vitest';
import {
  befriend,
  miscounted,
  moved,
  putAkkomaToWork,
  setCountsRight,
  steady,
  type Written,
} from './akkoma-at-work.ts';
import { partOf, printFigures, unhurried } from './figures.ts';
import { keep } from './keeper.ts';
import { openScene, type Scene } from './scene.ts';
import { comeToRest, expectTrueTales } from './truth.ts';

/** One action of Steward on one of those accounts, up to its answer. */
async function move(scene: Scene): Promise<void> {
  const { dice, discord, number, pool } = scene;
  const account = dice.pick(moved);
  const { rows } = await pool.query(
    `select id::integer from steward.actions where state = 'done' and operation in ('user.deactivate', 'user.tag')
     order by id desc limit 3`,
  );
  const says = async (who: string, line: string) => {
    await (await discord.as(who).type(line)).message();
  };
  if (rows.length > 0 && dice.chance(0.25)) return says('ada', `/action undo ${dice.pick(rows).id}`);
  await says(
    'mo',
    dice.pick([
      `/user deactivate ${account}`,
      `/user deactivate ${account} keep_followers:true`,
      `/user activate ${account}`,
      `/user activate ${account}`,
      `/user tag ${account} steward-${number()}`,
    ]),
  );
}

test(
  'Akkoma and Steward write to the same rows at the same time: no write is lost, and every count is right in the end',
  unhurried,
  async () => {
    const scene = await openScene();
    const { client } = scene;
    await client.query(befriend, [steady, moved]);
    await client.query(setCountsRight);
    const { rows: posts } = await client.query('select sum(note_count)::integer as sum from users');
    await keep(scene);
    const written: Written = { posts: 0, tags: [] };
    const workers = [putAkkomaToWork(scene, written), putAkkomaToWork(scene, written)];
    const moves = partOf(300);

    for (let round = 0; round < moves; round += 3) {
      await Promise.all([move(scene), move(scene), move(scene)]);
    }
    const met = await Promise.all(workers.map((stop) => stop()));
    const rested = await comeToRest(scene);

    // PostgreSQL ends one of two transactions that wait for each other. That must not be Akkoma's, so that Akkoma must
    // never meet Steward in a deadlock.
    expect(met.map(({ deadlocks }) => deadlocks)).toEqual([0, 0]);
    await expectTrueTales(scene);
    expect((await client.query(miscounted, [steady])).rows).toEqual([]);
    const { rows: after } = await client.query('select sum(note_count)::integer as sum from users');
    expect(after[0].sum - posts[0].sum).toBe(written.posts);
    const { rows: tagged } = await client.query(
      `select nickname || ' ' || unnest(tags) as tag from users where nickname = any ($1)`,
      [moved],
    );
    const tags = tagged.map(({ tag }) => tag);
    expect(written.tags.filter((tag) => !tags.includes(tag))).toEqual([]);
    const { rows: kept } = await client.query(
      `select (plan ->> 'target') || ' ' || (args -> 'tags' ->> 0) as tag from steward.actions
       where operation = 'user.tag' and state = 'done'`,
    );
    expect(kept.map(({ tag }) => tag).filter((tag) => !tags.includes(tag))).toEqual([]);
    await printFigures('Akkoma and Steward at the same rows', scene, [
      ['moves of Steward', moves],
      ['seconds to come to rest', Math.round(rested / 1000)],
    ]);
  },
);

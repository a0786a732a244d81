import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
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

/** The posts of those accounts that there are. */
const posts = `
  select steward.flake_text(a.id) as id from activities a join objects o on o.data ->> 'id' = a.data ->> 'object'
  where a.data ->> 'type' = 'Create' and o.data ->> 'type' = 'Note'
    and a.actor in (select ap_id from users where nickname = any ($1))
  order by a.id`;

/** What the deletions of posts that nobody has undone took from the counts of posts. */
const taken = `
  select coalesce(sum((before ->> 'note_count')::integer - (after ->> 'note_count')::integer), 0)::integer as sum
  from steward.changes change join steward.actions act on act.id = change.action_id
  where act.operation = 'post.delete' and act.state <> 'undone' and change.before ? 'note_count'`;

/** Deletes one of the posts, after the question. */
async function deletePost({ client, dice, discord }: Scene): Promise<void> {
  const { rows } = await client.query(posts, [moved]);
  if (rows.length === 0) return;
  const asked = await (await discord.as('ada').type(`/post delete ${dice.pick(rows).id}`)).message();
  // Another move may have deleted it meanwhile.
  if ((asked.components ?? []).length === 0) return;
  await (await discord.as('ada').click(asked, buttonOf(asked, 'Run now'))).message();
}

/** One action of Steward on one of those accounts, up to its answer. */
async function move(scene: Scene): Promise<void> {
  const { dice, discord, number, pool } = scene;
  const account = dice.pick(moved);
  const { rows } = await pool.query(
    `select id::integer from steward.actions
     where state in ('done', 'following') and operation in ('user.deactivate', 'user.tag', 'post.delete')
     order by id desc limit 3`,
  );
  const says = async (who: string, line: string) => {
    await (await discord.as(who).type(line)).message();
  };
  if (dice.chance(0.2)) return deletePost(scene);
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
    const { rows: counted } = await client.query('select sum(note_count)::integer as sum from users');
    const before = (await client.query(posts, [moved])).rowCount ?? 0;
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
    expect(after[0].sum - counted[0].sum).toBe(written.posts - (await client.query(taken)).rows[0].sum);
    const { rowCount: deleted } = await client.query(
      `select from steward.actions where operation = 'post.delete' and state in ('done', 'following')`,
    );
    expect((await client.query(posts, [moved])).rowCount).toBe(before - (deleted ?? 0));
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

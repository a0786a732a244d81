import { setTimeout } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { partOf, printFigures, unhurried } from './figures.ts';
import { keep } from './keeper.ts';
import { moveAtRandom } from './moves.ts';
import { cardsOf } from './people.ts';
import { openScene, type Scene } from './scene.ts';
import { expectTruth } from './truth.ts';

/** The length of Discord's failures: a minute, or the share of it that is run. */
const aWhile = (): number => 60_000 * inject('share');

/** Faults of Discord, which end automatically. Each function starts one and returns its duration in milliseconds. */
const faults: Readonly<Record<string, (scene: Scene) => Promise<number>>> = {
  'the gateway was dropped': async ({ discord }) => {
    discord.misbehave.dropGateway();
    return 500;
  },
  'the session was declared invalid': async ({ discord }) => {
    discord.misbehave.invalidateSession(false);
    return 500;
  },
  'everything was refused with 500': async ({ discord }) => {
    discord.misbehave.failFor(aWhile());
    return aWhile();
  },
  'everything was refused with 429': async ({ discord }) => {
    discord.misbehave.rateLimitFor(aWhile() / 4);
    return aWhile() / 4;
  },
  'members were not told': async ({ discord }) => {
    discord.misbehave.failFor(aWhile() / 4, /members/);
    return aWhile() / 4;
  },
  'every other answer was lost': async ({ discord }) => {
    discord.misbehave.fail(10, /callback|messages/);
    return 1_000;
  },
  'cards were deleted': async (scene) => {
    const { rows } = await scene.client.query(
      `select id::integer from steward.actions where state in ('proposed', 'approved', 'following')
       order by id desc limit 3`,
    );
    for (const { id } of rows) for (const card of cardsOf(scene, id)) scene.discord.as('mo').remove(card);
    return 0;
  },
};

test(
  'faults of Discord in every form change no outcome, and the cards catch up automatically',
  unhurried,
  async () => {
    const scene = await openScene();
    const { dice, count } = scene;
    const keeper = await keep(scene);
    const moves: Promise<void>[] = [];
    const rounds = partOf(20);

    for (let round = 0; round < rounds; round += 1) {
      for (let typed = 4; typed > 0; typed -= 1) moves.push(moveAtRandom(scene));
      await Promise.all(moves);
      const names = round === 0 ? ['everything was refused with 500'] : [dice.pick(Object.keys(faults))];
      if (dice.chance(0.5)) names.push('cards were deleted');
      let lasts = 0;
      for (const name of names) {
        lasts = Math.max(lasts, (await faults[name]?.(scene)) ?? 0);
        count(`times ${name}`);
      }
      const over = performance.now() + lasts;
      do {
        moves.push(moveAtRandom(scene));
        await setTimeout(dice.below(1_000));
      } while (performance.now() < over);
      await scene.discord.ready(30_000);
    }
    await Promise.all(moves);

    const rested = await expectTruth(scene, 150_000);
    expect(keeper.printed()).not.toMatch(/"msg":"an interaction failed"/);
    await printFigures('Discord failing', scene, [
      ['rounds', rounds],
      ['seconds to come to rest after the last fault', Math.round(rested / 1000)],
    ]);
  },
);

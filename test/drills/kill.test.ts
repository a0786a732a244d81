import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { partOf, printFigures, unhurried } from './figures.ts';
import { keep } from './keeper.ts';
import { moveAtRandom } from './moves.ts';
import { openScene } from './scene.ts';
import { expectTruth } from './truth.ts';

test(
  'a bot that is killed at any moment and restarted does everything once or not at all, and every card is true',
  unhurried,
  async () => {
    const scene = await openScene();
    const { dice } = scene;
    const kills = partOf(100);
    const keeper = await keep(scene);
    const moves: Promise<void>[] = [];

    for (let round = 0; round < kills; round += 1) {
      for (let typed = 2 + dice.below(4); typed > 0; typed -= 1) {
        moves.push(moveAtRandom(scene));
        if (dice.chance(0.4)) await setTimeout(dice.below(150));
      }
      await keeper.killAndRestart(dice.below(dice.pick([60, 400, 400, 1_500])));
    }
    await Promise.all(moves);

    const rested = await expectTruth(scene);
    expect(keeper.printed()).not.toMatch(/"msg":"an interaction failed"/);
    await printFigures('One process, killed', scene, [
      ['rounds', kills],
      ['seconds to come to rest after the last start', Math.round(rested / 1000)],
    ]);
  },
);

import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { partOf, printFigures, unhurried } from './figures.ts';
import { keep } from './keeper.ts';
import { moveAtRandom } from './moves.ts';
import { openScene } from './scene.ts';
import { expectTruth } from './truth.ts';

test(
  'of two replicas one is killed at any moment: the other continues, and nothing is done twice',
  unhurried,
  async () => {
    const scene = await openScene();
    const { dice } = scene;
    const kills = partOf(100);
    const replicas = [await keep(scene), await keep(scene)];
    const moves: Promise<void>[] = [];

    for (let round = 0; round < kills; round += 1) {
      const killing = dice.pick(replicas).killAndRestart(dice.below(dice.pick([60, 400, 1_500])));
      for (let typed = 2 + dice.below(4); typed > 0; typed -= 1) {
        moves.push(moveAtRandom(scene));
        await setTimeout(dice.below(300));
      }
      await killing;
    }
    await Promise.all(moves);

    const rested = await expectTruth(scene);
    for (const replica of replicas) expect(replica.printed()).not.toMatch(/"msg":"an interaction failed"/);
    await printFigures('Two processes, one of them killed', scene, [
      ['rounds', kills],
      ['seconds to come to rest after the last start', Math.round(rested / 1000)],
    ]);
  },
);

import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startProcess } from '../support/bot-process.ts';
import { partOf, printFigures, unhurried } from './figures.ts';
import { moveAtRandom } from './moves.ts';
import { ownServer } from './own-server.ts';
import { environment, sceneOn } from './scene.ts';
import { expectTruth } from './truth.ts';

test(
  'a bot whose PostgreSQL is restarted or crashes continues in the same process, does everything once or not at all, and every card is true',
  unhurried,
  async () => {
    const server = await ownServer();
    const scene = await sceneOn(server);
    const { dice, count } = scene;
    const restarts = partOf(40);
    const bot = startProcess(server.url, scene.discord, environment);
    let ended: number | string | undefined;
    void bot.ended.then((how) => {
      ended = how;
    });
    await bot.ready();
    const moves: Promise<void>[] = [];

    for (let round = 0; round < restarts; round += 1) {
      for (let typed = 2 + dice.below(4); typed > 0; typed -= 1) {
        moves.push(moveAtRandom(scene));
        if (dice.chance(0.4)) await setTimeout(dice.below(150));
      }
      await setTimeout(dice.below(dice.pick([60, 400, 1_500])));
      const how = dice.pick(['fast', 'immediate'] as const);
      count(`restarts, ${how}`);
      const restarting = server.restart(how, dice.below(dice.pick([1, 3_000])));
      // Some people type while the server is away.
      moves.push(moveAtRandom(scene));
      await restarting;
      // A step that put the database in trouble could not end the trouble while the server was away.
      await server.client.query('delete from drill.trouble');
      expect(ended).toBeUndefined();
    }
    await Promise.all(moves);
    await server.client.query('delete from drill.trouble');

    const rested = await expectTruth(scene);
    expect(ended).toBeUndefined();
    expect(bot.printed).not.toMatch(/"msg":"an interaction failed"/);
    await printFigures('PostgreSQL, restarted', scene, [
      ['rounds', restarts],
      ['seconds to come to rest after the last start', Math.round(rested / 1000)],
    ]);
  },
);

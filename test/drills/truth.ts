import { expect } from 'vitest';
import { snapshot } from '../support/snapshot.ts';
import { secretsSeen, wrongCards } from './cards.ts';
import { changedInVain, differences } from './effects.ts';
import { wrongOutcomes } from './outcomes.ts';
import type { Scene } from './scene.ts';
import { lookForMissingCards, settled, untilAkkomaHasFinished } from './settling.ts';

/**
 * Waits until everything has come to rest, and then holds rows, log, cards and channel to each other.
 *
 * @returns how long it took to come to rest, in milliseconds.
 */
export async function expectTruth(scene: Scene, within = 90_000): Promise<number> {
  const { client, before } = scene;
  const rested = await settled(scene, within);
  await lookForMissingCards(client);
  await settled(scene, within);
  expect(await differences(client, before, await snapshot(client))).toEqual([]);
  expect(await changedInVain(client)).toEqual([]);
  await untilAkkomaHasFinished(scene, within);
  await settled(scene, within);
  expect(await wrongOutcomes(client)).toEqual([]);
  expect(await wrongCards(scene)).toEqual([]);
  expect(await secretsSeen(scene)).toEqual([]);
  return rested;
}

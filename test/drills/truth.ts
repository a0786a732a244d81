import { expect } from 'vitest';
import { snapshot } from '../support/snapshot.ts';
import { secretsSeen, wrongCards } from './cards.ts';
import { changedInVain, differences } from './effects.ts';
import { wrongOutcomes } from './outcomes.ts';
import type { Sight } from './scene.ts';
import { lookForMissingCards, settled, untilAkkomaHasFinished } from './settling.ts';

/** In milliseconds: rounds of the queue, and looks at Akkoma that wait longer each time, on a slow machine. */
const patience = 600_000;

/**
 * Waits until everything has come to rest, and then holds rows, log, cards and channel to each other. Nobody but Steward
 * may have written to Akkoma's tables.
 *
 * @returns how long it took to come to rest, in milliseconds.
 */
export async function expectTruth(scene: Sight, within = patience): Promise<number> {
  const { client, before } = scene;
  const rested = await comeToRest(scene, within);
  expect(await differences(client, before, await snapshot(client))).toEqual([]);
  await expectTrueTales(scene, within);
  return rested;
}

/** Waits until nothing is left to do, cards that somebody deleted among it. */
export async function comeToRest(
  scene: Pick<Sight, 'client' | 'discord'>,
  within = patience,
): Promise<number> {
  const rested = await settled(scene, within);
  await lookForMissingCards(scene.client);
  await settled(scene, within);
  return rested;
}

/** Once all has come to rest: lets Akkoma finish what it was left, and holds log, cards and channel to the actions' rows. */
export async function expectTrueTales(scene: Sight, within = patience): Promise<void> {
  const { client } = scene;
  expect(await changedInVain(client)).toEqual([]);
  await untilAkkomaHasFinished(scene, within);
  await settled(scene, within);
  expect(await wrongOutcomes(client)).toEqual([]);
  expect(await wrongCards(scene)).toEqual([]);
  expect(await secretsSeen(scene)).toEqual([]);
}

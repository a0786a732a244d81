import { expect } from 'vitest';
import { snapshot } from '../support/snapshot.ts';
import { secretsSeen, wrongCards } from './cards.ts';
import { changedInVain, differences } from './effects.ts';
import { wrongOutcomes } from './outcomes.ts';
import type { Sight } from './scene.ts';
import { lookForMissingCards, settled, untilAkkomaHasFinished } from './settling.ts';

/** In milliseconds: rounds of the queue, and checks of Akkoma at growing intervals, on a slow machine. */
const patience = 600_000;

/**
 * Waits until all work is done, and then compares rows, log, cards and channel with each other. No other program may
 * have written to Akkoma's tables.
 *
 * @returns the time until all work was done, in milliseconds.
 */
export async function expectTruth(scene: Sight, within = patience): Promise<number> {
  const { client, before } = scene;
  const rested = await comeToRest(scene, within);
  expect(await differences(client, before, await snapshot(client))).toEqual([]);
  await expectTrueTales(scene, within);
  return rested;
}

/** Waits until all work is done, including deleted cards. */
export async function comeToRest(
  scene: Pick<Sight, 'client' | 'discord'>,
  within = patience,
): Promise<number> {
  const rested = await settled(scene, within);
  await lookForMissingCards(scene.client);
  await settled(scene, within);
  return rested;
}

/**
 * Call it after all work is done: lets Akkoma finish its part, and compares log, cards and channel with the rows of the
 * actions.
 */
export async function expectTrueTales(scene: Sight, within = patience): Promise<void> {
  const { client } = scene;
  expect(await changedInVain(client)).toEqual([]);
  await untilAkkomaHasFinished(scene, within);
  await settled(scene, within);
  expect(await wrongOutcomes(client)).toEqual([]);
  expect(await wrongCards(scene)).toEqual([]);
  expect(await secretsSeen(scene)).toEqual([]);
}

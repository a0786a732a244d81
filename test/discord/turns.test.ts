import { setImmediate as events } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns, type Turns } from '../../src/discord/turns.ts';

/** How many pieces of work are under way at once, of twenty that wait. */
async function atOnce({ take }: Turns): Promise<number> {
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await events();
    running -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => take(work)));
  return most;
}

test('a few pieces of work are under way at once', async () => {
  expect(await atOnce(createTurns())).toBe(7);
});

test('where first answers are slow there is one, until they are quick again', async () => {
  const turns = createTurns();

  turns.felt(1_000);
  expect(await atOnce(turns)).toBe(1);
  turns.felt(400);
  expect(await atOnce(turns)).toBe(1);
  for (let answer = 0; answer < 3; answer += 1) turns.felt(100);
  expect(await atOnce(turns)).toBe(4);
  for (let answer = 0; answer < 10; answer += 1) turns.felt(100);
  expect(await atOnce(turns)).toBe(7);
});

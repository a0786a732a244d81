import { setImmediate as events } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { type ConcurrencyLimit, createConcurrencyLimit } from '../../src/discord/concurrency-limit.ts';

afterEach(() => vi.useRealTimers());

/** Returns the largest number of tasks that run at the same time, of twenty. */
async function atOnce({ run }: ConcurrencyLimit): Promise<number> {
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await events();
    running -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => run(work)));
  return most;
}

test('a few tasks run at the same time', async () => {
  expect(await atOnce(createConcurrencyLimit())).toBe(7);
});

test('slow first answers lower the limit, and never to one', async () => {
  const concurrency = createConcurrencyLimit();

  concurrency.noteAnswerTime(1_000);
  expect(await atOnce(concurrency)).toBe(3);
  for (let answer = 0; answer < 5; answer += 1) concurrency.noteAnswerTime(1_000);
  expect(await atOnce(concurrency)).toBe(2);
  for (let answer = 0; answer < 3; answer += 1) concurrency.noteAnswerTime(500);
  expect(await atOnce(concurrency)).toBe(5);
  for (let answer = 0; answer < 10; answer += 1) concurrency.noteAnswerTime(100);
  expect(await atOnce(concurrency)).toBe(7);
});

test('the limit returns to its old value when no new command comes, for the tasks that still wait', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const concurrency = createConcurrencyLimit();
  for (let answer = 0; answer < 5; answer += 1) concurrency.noteAnswerTime(1_000);
  expect(await atOnce(concurrency)).toBe(2);

  vi.advanceTimersByTime(1_001);
  expect(await atOnce(concurrency)).toBe(7);
});

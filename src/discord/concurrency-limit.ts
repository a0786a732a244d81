import pLimit from 'p-limit';

/**
 * The concurrency slots of deferred interactions, which have 15 minutes. Interactions that must be answered within
 * three seconds need no slot, so they do not wait behind them. While first answers are slow, there are fewer slots.
 * Otherwise an overloaded bot would answer nothing in time, instead of everything a little later.
 */
export interface ConcurrencyLimit {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Records how long a caller waited for a first answer, in milliseconds, whether it was in time or not. */
  noteAnswerTime(wait: number): void;
}

/** Fewer than the connections in the pool, so that autocompletion and modals find one. */
const highest = 7;

/** With only one slot, everybody would wait for the slowest interaction. */
const lowest = 2;

/** First answers that take longer are slow, in milliseconds. */
const slowMilliseconds = 600;

/**
 * How long after a slow answer only quick answers add slots, in milliseconds. After that, finished work adds them too.
 */
const recoveryMilliseconds = 1_000;

export function createConcurrencyLimit(): ConcurrencyLimit {
  const limit = pLimit(highest);
  let slowAt = Number.NEGATIVE_INFINITY;
  const addOne = () => {
    if (limit.concurrency < highest) limit.concurrency += 1;
  };
  return {
    run: (work) =>
      limit(async () => {
        try {
          return await work();
        } finally {
          // There may be no new interactions, and so no quick answers, while many wait for a slot.
          if (performance.now() - slowAt > recoveryMilliseconds) addOne();
        }
      }),
    noteAnswerTime: (wait) => {
      if (wait <= slowMilliseconds) return addOne();
      slowAt = performance.now();
      limit.concurrency = Math.max(lowest, Math.floor(limit.concurrency / 2));
    },
  };
}

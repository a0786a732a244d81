import pLimit from 'p-limit';

/**
 * Turns of what has been deferred, which has a quarter of an hour: what must be answered within three seconds does not wait
 * behind it. Where first answers become slow all the same, there are fewer turns until they are quick again; else a bot that
 * is asked for more than it can do would lose all of it, instead of doing it a little later.
 */
export interface ConcurrencyLimit {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Learns how long somebody has waited for a first answer, in milliseconds, whether it was in time or not. */
  noteAnswerTime(wait: number): void;
}

/** Fewer than the database has connections for us, so that suggestions and forms find one. */
const highest = 7;

/** One alone would have everybody wait for whatever takes longest. */
const lowest = 2;

/** First answers that take longer are slow, in milliseconds. */
const slowMilliseconds = 600;

/** For so long after a slow answer nothing but answers that are not tells that it has passed, in milliseconds. */
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
          // Nobody may be asking any more, while much waits.
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

import pLimit from 'p-limit';

/**
 * Turns of what has been deferred, which has a quarter of an hour: what must be answered within three seconds does not wait
 * behind it. Where first answers become slow all the same, there are fewer turns until they are quick again; else a bot that
 * is asked for more than it can do would lose all of it, instead of doing it a little later.
 */
export interface Turns {
  take<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Learns how long somebody has waited for a first answer, in milliseconds, whether it was in time or not. */
  felt(wait: number): void;
}

/** Fewer than the database has connections for us, so that suggestions and forms find one. */
const most = 7;

/** One alone would have everybody wait for whatever takes longest. */
const least = 2;

/** First answers that take longer are slow, in milliseconds. */
const slow = 600;

/** For so long after a slow answer nothing but answers that are not tells that it has passed, in milliseconds. */
const doubt = 1_000;

export function createTurns(): Turns {
  const limit = pLimit(most);
  let slowAt = Number.NEGATIVE_INFINITY;
  const addOne = () => {
    if (limit.concurrency < most) limit.concurrency += 1;
  };
  return {
    take: (work) =>
      limit(async () => {
        try {
          return await work();
        } finally {
          // Nobody may be asking any more, while much waits.
          if (performance.now() - slowAt > doubt) addOne();
        }
      }),
    felt: (wait) => {
      if (wait <= slow) return addOne();
      slowAt = performance.now();
      limit.concurrency = Math.max(least, Math.floor(limit.concurrency / 2));
    },
  };
}

import pLimit from 'p-limit';

/**
 * Turns of what has been deferred, which has a quarter of an hour: what must be answered within three seconds does not wait
 * behind it. Where first answers become slow all the same, there are fewer turns until they are quick again; else a bot that
 * is asked for more than it can do would lose all of it, instead of doing it a little later.
 */
export interface Turns {
  take<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Learns how long somebody has waited for a first answer, in milliseconds. */
  felt(wait: number): void;
}

/** Fewer than the database has connections for us, so that suggestions and forms find one. */
const most = 7;

/** Above the one, first answers are slow, and below the other they are quick; in milliseconds. */
const slow = 600;
const quick = 300;

export function createTurns(): Turns {
  const limit = pLimit(most);
  return {
    take: (work) => limit(work),
    felt: (wait) => {
      if (wait > slow) limit.concurrency = 1;
      else if (wait < quick && limit.concurrency < most) limit.concurrency += 1;
    },
  };
}

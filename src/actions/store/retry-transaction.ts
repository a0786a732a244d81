import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { AkkomaChanged } from '../../akkoma/schema/features.ts';
import { isContention, isIdleTimeout, isOutdated } from '../../database/connection/failures.ts';
import { LockNotAvailable } from '../../database/locks/lock-timeout.ts';
import type { ActionDependencies } from '../request.ts';

const mostAttempts = 4;

/** For how long a transaction is tried that others are in the way of, in milliseconds: as long as a statement waits. */
const usualMilliseconds = 20_000;

/** Between two tries of that, in milliseconds: the first at once, then ever longer. */
const pauseMilliseconds = { first: 20, longest: 1_000 };

/**
 * Runs a transaction again when the database ended it for being in another one's way, or for having stood still; nothing of
 * it has stayed. Where it is locked out, as `withShortLockTimeout` has it, it is tried again until its time is over.
 *
 * @param patience for how long that is tried, in milliseconds.
 */
export async function retryTransaction<Result>(
  transaction: () => Promise<Result>,
  patience = usualMilliseconds,
): Promise<Result> {
  const end = performance.now() + patience;
  let pause = pauseMilliseconds.first;
  for (let attempt = 1; ; ) {
    try {
      return await transaction();
    } catch (error) {
      if (error instanceof LockNotAvailable && performance.now() + pause < end) {
        await setTimeout(pause * (0.5 + Math.random()));
        pause = Math.min(2 * pause, pauseMilliseconds.longest);
        continue;
      }
      if (!(isContention(error) || isIdleTimeout(error)) || attempt === mostAttempts) throw error;
      attempt += 1;
    }
  }
}

/**
 * Runs a transaction on Akkoma's tables, as `retryTransaction`, with the features that Akkoma has when it begins. Where an
 * upgrade of Akkoma runs meanwhile, nothing of it has stayed: the features are read anew, and it runs again.
 */
export async function retryOnAkkoma<Dependencies extends Pick<ActionDependencies, 'instance'>, Result>(
  dependencies: Dependencies,
  transaction: (current: Dependencies) => Promise<Result>,
  patience?: number,
): Promise<Result> {
  const { instance } = dependencies;
  for (let attempt = 1; ; attempt += 1) {
    const current = { ...instance };
    try {
      return await retryTransaction(() => transaction({ ...dependencies, instance: current }), patience);
    } catch (error) {
      if (!(error instanceof AkkomaChanged || isOutdated(error))) throw error;
      await instance.refresh();
      // Where the tables are as they were taken for, it would fail again.
      if (attempt === mostAttempts || isDeepStrictEqual(current.features, instance.features)) throw error;
    }
  }
}

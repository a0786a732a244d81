import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { AkkomaChanged } from '../../akkoma/schema/features.ts';
import { isContention, isIdleTimeout, isOutdated } from '../../database/connection/failures.ts';
import { LockNotAvailable } from '../../database/locks/lock-timeout.ts';
import type { ActionDependencies } from '../request.ts';

const mostAttempts = 4;

/** How long a transaction is retried after lock timeouts, in milliseconds. Equals the usual `lock_timeout`. */
const usualRetryTime = 20_000;

/** The backoff after a lock timeout, in milliseconds, before jitter. It doubles with each attempt. */
const pauseMilliseconds = { first: 20, longest: 1_000 };

/**
 * Runs a transaction, and runs it again after contention (such as a deadlock or a serialization failure) or an idle
 * timeout. In both cases PostgreSQL has rolled it back. After a lock timeout in `withShortLockTimeout`, it is retried
 * until its time is over.
 *
 * @param retryTime how long to retry after lock timeouts, in milliseconds.
 */
export async function retryTransaction<Result>(
  transaction: () => Promise<Result>,
  retryTime = usualRetryTime,
): Promise<Result> {
  const end = performance.now() + retryTime;
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
 * Runs a transaction on Akkoma's tables as `retryTransaction` does, with the features that Akkoma has at its start. If
 * an upgrade of Akkoma interferes, the transaction is rolled back; this reads the features again and retries.
 */
export async function retryOnAkkoma<Dependencies extends Pick<ActionDependencies, 'instance'>, Result>(
  dependencies: Dependencies,
  transaction: (current: Dependencies) => Promise<Result>,
  retryTime?: number,
): Promise<Result> {
  const { instance } = dependencies;
  for (let attempt = 1; ; attempt += 1) {
    const current = { ...instance };
    try {
      return await retryTransaction(() => transaction({ ...dependencies, instance: current }), retryTime);
    } catch (error) {
      if (!(error instanceof AkkomaChanged || isOutdated(error))) throw error;
      await instance.refresh();
      // With unchanged features, another attempt would fail in the same way.
      if (attempt === mostAttempts || isDeepStrictEqual(current.features, instance.features)) throw error;
    }
  }
}

import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { AkkomaChanged } from '../../akkoma/schema/features.ts';
import { isContention, isIdleTimeout, isOutdated } from '../../database/connection/failures.ts';
import { LockedOut } from '../../database/locks/brief-waits.ts';
import type { ActionDependencies } from '../request.ts';

const most = 4;

/** For how long a transaction is tried that others are in the way of, in milliseconds: as long as a statement waits. */
const usualPatience = 20_000;

/** Between two tries of that, in milliseconds: the first at once, then ever longer. */
const pauses = { first: 20, longest: 1_000 };

/**
 * Runs a transaction again when the database ended it for being in another one's way, or for having stood still; nothing of
 * it has stayed. Where it is locked out, as `giveUpSoon` has it, it is tried again until its time is over.
 *
 * @param patience for how long that is tried, in milliseconds.
 */
export async function untilUncontended<Result>(
  transaction: () => Promise<Result>,
  patience = usualPatience,
): Promise<Result> {
  const end = performance.now() + patience;
  let pause = pauses.first;
  for (let attempt = 1; ; ) {
    try {
      return await transaction();
    } catch (error) {
      if (error instanceof LockedOut && performance.now() + pause < end) {
        await setTimeout(pause * (0.5 + Math.random()));
        pause = Math.min(2 * pause, pauses.longest);
        continue;
      }
      if (!(isContention(error) || isIdleTimeout(error)) || attempt === most) throw error;
      attempt += 1;
    }
  }
}

/**
 * Runs a transaction on Akkoma's tables, as `untilUncontended`, with the features that Akkoma has when it begins. Where an
 * upgrade of Akkoma runs meanwhile, nothing of it has stayed: the features are read anew, and it runs again.
 */
export async function onAkkoma<Dependencies extends Pick<ActionDependencies, 'instance'>, Result>(
  dependencies: Dependencies,
  transaction: (current: Dependencies) => Promise<Result>,
  patience?: number,
): Promise<Result> {
  const { instance } = dependencies;
  for (let attempt = 1; ; attempt += 1) {
    const current = { ...instance };
    try {
      return await untilUncontended(() => transaction({ ...dependencies, instance: current }), patience);
    } catch (error) {
      if (!(error instanceof AkkomaChanged || isOutdated(error))) throw error;
      await instance.refresh();
      // Where the tables are as they were taken for, it would fail again.
      if (attempt === most || isDeepStrictEqual(current.features, instance.features)) throw error;
    }
  }
}

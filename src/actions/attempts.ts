import { isDeepStrictEqual } from 'node:util';
import { AkkomaChanged } from '../akkoma/features.ts';
import { isContention, isIdleTimeout, isOutdated } from '../database/failures.ts';
import type { ActionDependencies } from './request.ts';

const most = 4;

/**
 * Runs a transaction again when the database ended it for being in another one's way, or for having stood still; nothing of
 * it has stayed.
 */
export async function untilUncontended<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (!(isContention(error) || isIdleTimeout(error)) || attempt === most) throw error;
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
): Promise<Result> {
  const { instance } = dependencies;
  for (let attempt = 1; ; attempt += 1) {
    const current = { ...instance };
    try {
      return await untilUncontended(() => transaction({ ...dependencies, instance: current }));
    } catch (error) {
      if (!(error instanceof AkkomaChanged || isOutdated(error))) throw error;
      await instance.refresh();
      // Where the tables are as they were taken for, it would fail again.
      if (attempt === most || isDeepStrictEqual(current.features, instance.features)) throw error;
    }
  }
}

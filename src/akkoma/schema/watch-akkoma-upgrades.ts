import type { Logger } from 'pino';
import type { Database } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';
import { isUnchanged } from './features.ts';

interface FollowOptions {
  readonly database: Database;
  readonly instance: Instance;
  readonly log: Logger;
  /** The interval between two checks, in milliseconds. */
  readonly every?: number;
}

/**
 * Checks regularly whether Akkoma has been upgraded. Every process checks on its own. If an upgrade changes only an
 * index, no statement fails that would show it, and searches would read whole tables.
 *
 * @returns a function that stops the checks.
 */
export function watchAkkomaUpgrades({ database, instance, log, every = 60_000 }: FollowOptions): () => void {
  const look = async (): Promise<void> => {
    if (await isUnchanged(database.em.fork(), instance.features)) return;
    await instance.refresh();
    log.info({ release: instance.features.release }, 'Akkoma has been upgraded');
  };
  const timer = setInterval(() => {
    // Other code that needs the database reports that it is unavailable.
    look().catch((error: unknown) =>
      log.debug({ err: error }, 'could not check whether Akkoma was upgraded'),
    );
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}

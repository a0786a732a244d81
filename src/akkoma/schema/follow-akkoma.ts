import type { Logger } from 'pino';
import type { Database } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';
import { isUnchanged } from './features.ts';

interface FollowOptions {
  readonly database: Database;
  readonly instance: Instance;
  readonly log: Logger;
  /** How often it looks, in milliseconds. */
  readonly every?: number;
}

/**
 * Notices when Akkoma has been upgraded, in every process by itself: where no more than an index is another, no statement
 * fails that would tell, and searches would read whole tables.
 *
 * @returns stops it.
 */
export function followAkkoma({ database, instance, log, every = 60_000 }: FollowOptions): () => void {
  const look = async (): Promise<void> => {
    if (await isUnchanged(database.em.fork(), instance.features)) return;
    await instance.refresh();
    log.info({ release: instance.features.release }, 'Akkoma has been upgraded');
  };
  const timer = setInterval(() => {
    // Whoever needs the database finds out by themselves that it is not there.
    look().catch((error: unknown) =>
      log.debug({ err: error }, 'nobody could look whether Akkoma was upgraded'),
    );
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}

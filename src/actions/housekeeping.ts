import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import { forgetOldClaims } from './claim.ts';
import { expireProposals } from './expire.ts';

interface Housekeeping {
  /** Resolves when a round that was under way has ended; there is no further one. */
  stop(): Promise<void>;
}

/**
 * Ends what has waited too long and forgets what is no longer needed: now, and then again and again. Any number of
 * replicas may do so. A round that fails is logged, and made up for by the next.
 *
 * @param every milliseconds between two rounds.
 * @returns once the first round has ended.
 */
export async function startHousekeeping(
  { database, log }: { readonly database: Database; readonly log: Logger },
  every = 60_000,
): Promise<Housekeeping> {
  const round = async (): Promise<void> => {
    try {
      await expireProposals(database.em.fork());
      await forgetOldClaims(database.em.fork());
    } catch (error) {
      log.error({ err: error }, 'housekeeping failed');
    }
  };
  let latest = round();
  await latest;
  const timer = setInterval(() => {
    latest = latest.then(round);
  }, every).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return latest;
    },
  };
}

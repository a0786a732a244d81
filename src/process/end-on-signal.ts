import type { Logger } from 'pino';
import { withTimeout } from './with-timeout.ts';

/**
 * The time limit for an orderly shutdown, in milliseconds. Service managers wait 30 seconds or more before they kill a
 * process, or can be set to. PostgreSQL rolls back the transactions that are cut off, and the next start finishes what
 * is left.
 */
const limit = 25_000;

/**
 * A program that npm started gets a Ctrl-C twice, from the terminal and from npm: within this time, in milliseconds.
 */
const twice = 1_000;

/** Ends the process on SIGINT or SIGTERM: in order and within 25 seconds, or immediately on a second signal. */
export function endOnSignal(stop: () => Promise<void>, log: Logger): void {
  let signalledAt: number | undefined;
  const end = async (): Promise<void> => {
    if (signalledAt !== undefined) {
      if (performance.now() - signalledAt > twice) process.exit(1);
      return;
    }
    signalledAt = performance.now();
    log.info('stopping');
    const ended = await withTimeout(
      limit,
      stop().then(() => true),
      false,
    );
    if (!ended) log.warn('the stop took too long, and running work was cut off');
    // The process would not exit without this: a client that was reconnecting keeps trying after it was destroyed.
    process.exit(ended ? 0 : 1);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

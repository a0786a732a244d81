import type { Logger } from 'pino';
import { within } from './within.ts';

/**
 * How long an orderly end may take, in milliseconds; what starts programs gives them 30 seconds or more, or can be told to.
 * What is cut off by it is undone by the database, and settled at the next start.
 */
const limit = 25_000;

/** A Ctrl-C reaches a program twice that npm started, from the terminal and from npm: within so long, in milliseconds. */
const twice = 1_000;

/** Ends the process when it is told to: in order and within 25 seconds, or at once when it is told again. */
export function endOnSignal(stop: () => Promise<void>, log: Logger): void {
  let signalledAt: number | undefined;
  const end = async (): Promise<void> => {
    if (signalledAt !== undefined) {
      if (performance.now() - signalledAt > twice) process.exit(1);
      return;
    }
    signalledAt = performance.now();
    log.info('stopping');
    const ended = await within(
      limit,
      stop().then(() => true),
      false,
    );
    if (!ended) log.warn('what was under way took too long and was cut off');
    // A client that was just reconnecting goes on trying after it was destroyed, and would keep the process alive.
    process.exit(ended ? 0 : 1);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

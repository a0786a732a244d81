import type { REST } from 'discord.js';
import type { Logger } from 'pino';

/** How often it looks, and from how much on a difference is a step, in milliseconds. */
const every = 250;
const step = 1_000;

/**
 * Notices when this machine's clock is set back, and forgets then when Discord's limits end: discord.js keeps these as times
 * of that clock, and would wait for them to come round again before it sends anything, while people wait for their answers.
 *
 * @returns stops it.
 */
export function followClock(rest: Pick<REST, 'globalReset' | 'handlers'>, log: Logger): () => void {
  // What the clock is ahead of one that nobody sets.
  const lead = (): number => Date.now() - performance.now();
  let known = lead();
  const timer = setInterval(() => {
    const now = lead();
    const back = Math.round(known - now);
    known = now;
    if (back < step) return;
    rest.globalReset = -1;
    rest.handlers.clear();
    log.warn({ milliseconds: back }, 'the clock of this machine was set back');
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}

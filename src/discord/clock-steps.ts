import type { REST } from 'discord.js';
import type { Logger } from 'pino';

/** How often the clock is checked, and the smallest difference that counts as a step, in milliseconds. */
const every = 250;
const step = 1_000;

/**
 * Detects when this machine's clock is set back, and then resets Discord's rate limits. discord.js keeps the end of a
 * limit as a time of that clock, and would send nothing until the clock reaches that time again, while people wait for
 * answers.
 *
 * @returns a function that stops the checks.
 */
export function watchClock(rest: Pick<REST, 'globalReset' | 'handlers'>, log: Logger): () => void {
  // How far the system clock is ahead of the monotonic clock.
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

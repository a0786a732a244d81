import type { Logger } from 'pino';
import type { Catalogue } from '../command/index.ts';
import { plain } from '../text/text.ts';
import type { Facts } from './check.ts';
import { ofDatabase, ofDiscord } from './checks.ts';
import { examine } from './examine.ts';

/**
 * Looks, while the bot is at work already, at what does not keep it from working, and tells the log how to mend it.
 *
 * @param signal ends it before its time.
 */
export async function examineRunning(
  facts: Partial<Facts>,
  catalogue: Catalogue,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  for await (const { check, status, said, mend } of examine(
    [...ofDatabase(catalogue), ...ofDiscord(catalogue)],
    {
      ...facts,
    },
  )) {
    // What was being closed just then is no fault.
    if (signal.aborted) return;
    const words = { check, found: plain(said) };
    if (mend === undefined) log.debug({ ...words, status }, 'looked at');
    else log.warn({ ...words, status, mend: plain(mend) }, 'not as it should be');
  }
}

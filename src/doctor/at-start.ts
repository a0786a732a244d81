import type { Logger } from 'pino';
import type { Catalogue } from '../command/index.ts';
import { plain } from '../text/text.ts';
import type { Facts } from './check.ts';
import { ofDatabase, ofDiscord } from './checks.ts';
import { examine } from './examine.ts';

/**
 * Runs the checks while the bot is already working, for problems that do not stop it, and logs how to fix them.
 *
 * @param signal ends the checks early.
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
    // A check may fail because the bot is shutting down, which is no fault.
    if (signal.aborted) return;
    const words = { check, found: plain(said) };
    if (mend === undefined) log.debug({ ...words, status }, 'check done');
    else log.warn({ ...words, status, mend: plain(mend) }, 'check found a problem');
  }
}

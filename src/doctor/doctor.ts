import type { Catalogue } from '../command/index.ts';
import { reportConfig } from '../settings/config.ts';
import { text } from '../text/text.ts';
import type { Facts } from './check.ts';
import { ofDatabase, ofDiscord, prerequisites } from './checks.ts';
import { examine, type Outcome } from './examine.ts';

/**
 * Checks everything that Steward needs, and yields an outcome for each check, in order. Checks that depend on a failed
 * one are skipped. Where only the console is configured, Discord is not checked.
 */
export async function* examineAll(
  environment: NodeJS.ProcessEnv,
  catalogue: Catalogue,
): AsyncGenerator<Outcome> {
  const surveyed = reportConfig(environment, catalogue.operations.keys());
  const facts: Partial<Facts> = { survey: surveyed };
  const { isConsoleOnly } = surveyed;
  try {
    yield* examine(
      [...prerequisites, ...ofDatabase(catalogue), ...(isConsoleOnly ? [] : ofDiscord(catalogue))],
      facts,
    );
    if (isConsoleOnly) {
      yield {
        check: 'Discord',
        status: 'skipped',
        said: text`Not checked, because none of the bot's settings is set. The console needs none.`,
      };
    }
  } finally {
    await facts.database?.close();
  }
}

import type { Catalogue } from '../command/index.ts';
import { reportConfig } from '../settings/config.ts';
import { text } from '../text/text.ts';
import type { Facts } from './check.ts';
import { ground, ofDatabase, ofDiscord } from './checks.ts';
import { examine, type Outcome } from './examine.ts';

/**
 * Looks at all that Steward needs, as far as that goes with what is wrong: an outcome for every check, in order. Where only
 * the console is used, Discord is left out.
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
      [...ground, ...ofDatabase(catalogue), ...(isConsoleOnly ? [] : ofDiscord(catalogue))],
      facts,
    );
    if (isConsoleOnly) {
      yield {
        check: 'Discord',
        status: 'skipped',
        said: text`Not looked at, since none of the bot's settings is given; the console needs none.`,
      };
    }
  } finally {
    await facts.database?.close();
  }
}

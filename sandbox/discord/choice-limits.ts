import type { APIApplicationCommandOptionChoice } from 'discord-api-types/v10';
import type { Problem } from './api-error.ts';

const TEXT = 100;

/**
 * Checks the limits on autocomplete choices that the published schema leaves out: names and values have 1 to 100
 * characters.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure
 */
export function* choiceProblems(
  choices: readonly (APIApplicationCommandOptionChoice | null)[],
): Generator<Problem> {
  for (const [index, choice] of choices.entries()) {
    for (const part of ['name', 'value'] as const) {
      const text = choice?.[part];
      if (typeof text === 'string' && (text.length < 1 || text.length > TEXT)) {
        yield {
          path: ['data', 'choices', index, part],
          code: 'BASE_TYPE_BAD_LENGTH',
          message: `Must be between 1 and ${TEXT} in length.`,
        };
      }
    }
  }
}

import { z } from 'zod';
import type { Reply } from '../text/reply.ts';
import type { Text } from '../text/text.ts';
import type { CommandContext, DecisionCommand } from './command.ts';
import { optionsOf, type Suggestion } from './options.ts';
import { parseArgs } from './parse.ts';

interface DecisionCommandDefinition<Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** Who may use the command, in words: this depends on the action. */
  readonly who: string;
  /** In which case it asks for confirmation first, in words after "if". */
  readonly asksIf?: string;
  /** Which suggestions Discord offers for the action. */
  readonly suggest: Suggestion;
  readonly args: Shape;
  /** Returns what was decided as a sentence, or the whole answer. */
  decide(context: CommandContext, actionId: number, args: z.infer<z.ZodObject<Shape>>): Promise<Text | Reply>;
}

/**
 * Defines a command that decides on an existing action, as the buttons of its card do. It is the fallback for buttons
 * that do not work.
 */
export function defineDecisionCommand<Shape extends z.ZodRawShape>(
  definition: DecisionCommandDefinition<Shape>,
): DecisionCommand {
  const { name, description, example, who, asksIf, suggest } = definition;
  const own = z.object(definition.args);
  const schema = z.strictObject({
    action: actionNumber.meta({ description: 'Number of the action', suggest }),
    ...definition.args,
  });
  return {
    name,
    description,
    example,
    visibility: 'private',
    kind: 'decision',
    tier: 'read',
    secretArgs: [],
    who,
    asksIf,
    options: optionsOf(schema),
    prepare: (raw) => {
      const { action, ...rest } = parseArgs(schema, raw) as { action: number };
      const args = own.parse(rest);
      return async (context) => {
        const decided = await definition.decide(context, action, args);
        return 'tone' in decided ? decided : { tone: 'done', line: decided, data: { action } };
      };
    },
  };
}

/** The argument for the number of an action, as its card shows it. */
export const actionNumber = z
  .int('must be a whole number')
  .min(1, 'must be the number of an action, such as 12')
  .max(999_999_999_999, 'must be the number of an action, such as 12')
  .meta({ description: 'Number of the action', suggest: 'action' });

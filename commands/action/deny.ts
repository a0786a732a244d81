import { z } from 'zod';
import { defineDecisionCommand } from '../../src/command/index.ts';
import { isBlank, text } from '../../src/text/text.ts';

/** `/action deny`: denies another person's action, which ends it, as the button on its card does. */
export const deny = defineDecisionCommand({
  name: 'deny',
  description: 'Say no to what someone else asked for, which ends it',
  example: 'action deny 12 because:"wrong account"',
  who: 'Whoever may agree to it, but not who asked for it',
  suggest: 'actionToVoteOn',
  args: {
    because: z
      .string()
      .min(1, 'must not be empty')
      .max(1000, 'must have at most 1000 characters')
      .refine((typed) => !isBlank(typed), 'must not be empty')
      .regex(/^[^\0\p{Cs}]*$/u, 'must not contain a NUL character or half a character')
      .meta({ description: 'Why not; everybody in the channel reads it' }),
  },
  decide: async (context, action, { because }) => {
    await context.castVote(context.decisionOn(action), { vote: 'deny', reason: because });
    return text`You denied action ${action}, and nothing was changed.`;
  },
});

import { z } from 'zod';
import { defineDecisionCommand } from '../../src/command/index.ts';
import { isBlank, text } from '../../src/text/text.ts';

/** `/action deny`: denies another person's action, which ends it, as the button on its card does. */
export const deny = defineDecisionCommand({
  name: 'deny',
  description: 'Deny a request of another member, which ends it',
  example: 'action deny 12 reason:"wrong account"',
  who: 'Members with an approver role, except the requester',
  suggest: 'actionToVoteOn',
  args: {
    reason: z
      .string()
      .min(1, 'must not be empty')
      .max(1000, 'must have at most 1000 characters')
      .refine((typed) => !isBlank(typed), 'must not be empty')
      .regex(/^[^\0\p{Cs}]*$/u, 'must not contain a NUL character or half a character')
      .meta({
        description: 'Reason for the denial; everyone in the channel sees it',
        inTerminal: 'Reason for the denial; the requester sees it',
      }),
  },
  decide: async (context, action, { reason }) => {
    await context.castVote(context.decisionOn(action), { vote: 'deny', reason });
    return text`Denied action ${action}. Nothing was changed.`;
  },
});

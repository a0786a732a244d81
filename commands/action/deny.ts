import { defineDecisionCommand, denialReason } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';

/** `/action deny`: denies another person's action, which ends it, as the button on its card does. */
export const deny = defineDecisionCommand({
  name: 'deny',
  description: 'Deny a request of another member, which ends it',
  example: 'action deny 12 reason:"wrong account"',
  who: 'Members with an approver role, except the requester',
  suggest: 'actionToVoteOn',
  args: {
    reason: denialReason.meta({
      description: 'Reason for the denial; everyone in the channel sees it',
      inTerminal: 'Reason for the denial; the requester sees it',
    }),
  },
  decide: async (context, action, { reason }) => {
    await context.castVote(context.decisionOn(action), { vote: 'deny', reason });
    return text`Denied action ${action}. Nothing was changed.`;
  },
});

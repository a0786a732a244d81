import { defineDecisionCommand } from '../../src/command/index.ts';
import { command, text } from '../../src/text/text.ts';

/** `/action approve`: approves another person's action, as the button on its card does. */
export const approve = defineDecisionCommand({
  name: 'approve',
  description: 'Approve a request of another member',
  example: 'action approve 12',
  who: 'Members with an approver role, except the requester',
  suggest: 'actionToVoteOn',
  args: {},
  decide: async (context, action) => {
    await context.castVote(context.decisionOn(action), { vote: 'approve' });
    return text`Approved action ${action}. ${command('action show')} shows the outcome.`;
  },
});

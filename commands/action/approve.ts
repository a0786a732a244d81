import { defineDecisionCommand } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';

/** `/action approve`: approves another person's action, as the button on its card does. */
export const approve = defineDecisionCommand({
  name: 'approve',
  description: 'Agree to what someone else asked for',
  example: 'action approve 12',
  who: 'Whoever may agree to it, but not who asked for it',
  suggest: 'actionToVoteOn',
  args: {},
  decide: async (context, action) => {
    await context.castVote(context.decisionOn(action), { vote: 'approve' });
    return text`You agreed to action ${action}. Its card tells what comes of it.`;
  },
});

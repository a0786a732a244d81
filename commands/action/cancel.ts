import { defineDecisionCommand } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';

/** `/action cancel`: cancels an action of the caller that has not run yet. */
export const cancel = defineDecisionCommand({
  name: 'cancel',
  description: 'Cancel your own request before it runs',
  example: 'action cancel 12',
  who: 'The requester',
  suggest: 'actionToCancel',
  args: {},
  decide: async (context, action) => {
    await context.cancel(context.decisionOn(action));
    return text`Cancelled action ${action}. Nothing was changed.`;
  },
});

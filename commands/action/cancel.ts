import { defineDecisionCommand } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';

/** `/action cancel`: cancels an action of the caller that has not run yet. */
export const cancel = defineDecisionCommand({
  name: 'cancel',
  description: 'Take back what you asked for, as long as it has not been run',
  example: 'action cancel 12',
  who: 'Whoever asked for it',
  suggest: 'actionToCancel',
  args: {},
  decide: async (context, action) => {
    await context.cancel(context.decisionOn(action));
    return text`Cancelled action ${action}; nothing was changed.`;
  },
});

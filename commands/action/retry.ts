import { defineDecisionCommand } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';

/** `/action retry`: runs a failed action again. Its approvals still count. */
export const retry = defineDecisionCommand({
  name: 'retry',
  description: 'Run a failed action again; a failed action has changed nothing',
  example: 'action retry 12',
  who: 'Members who may request the action',
  suggest: 'actionToRetry',
  args: {},
  decide: async (context, action) => {
    await context.retry(context.decisionOn(action));
    return text`Action ${action} runs again. Its card shows the outcome.`;
  },
});

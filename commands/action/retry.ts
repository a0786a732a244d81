import { defineDecisionCommand } from '../../src/command/index.ts';
import { command, text } from '../../src/text/text.ts';

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
    return text`Action ${action} runs again. ${command('action show')} shows the outcome.`;
  },
});

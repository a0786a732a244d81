import { viewAction } from '../../src/actions/index.ts';
import { cardOfAction, defineDecisionCommand } from '../../src/command/index.ts';
import { itsCard, text } from '../../src/text/text.ts';

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
    const view = await viewAction(context.em, action);
    const card = view === null ? itsCard(action, null) : cardOfAction(view.action);
    return text`Action ${action} runs again in a moment; see ${card}.`;
  },
});

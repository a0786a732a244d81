import { actionNumber, defineActionCommand } from '../../src/command/index.ts';
import { keep as operation } from '../../src/operations/steward/keep.ts';
import { text } from '../../src/text/text.ts';

/** `/action keep`: makes a time-limited action permanent, so that it is not undone automatically. */
export const keep = defineActionCommand({
  name: 'keep',
  description: 'Make what was done for a time last: it is not undone by itself',
  example: 'action keep 12',
  who: 'Whoever may ask for what it makes last',
  args: {
    action: actionNumber.meta({ description: 'The number of the action', suggest: 'actionToKeep' }),
  },
  operation,
  describe: ({ target }) => text`make ${target} permanent`,
  reply: ({ action }) => ({ line: text`Action ${action} lasts now; it is not undone by itself.` }),
});

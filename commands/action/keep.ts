import { actionNumber, defineActionCommand } from '../../src/command/index.ts';
import { keep as operation } from '../../src/operations/steward/keep.ts';
import { text } from '../../src/text/text.ts';

/** `/action keep`: makes a time-limited action permanent, so that it is not undone automatically. */
export const keep = defineActionCommand({
  name: 'keep',
  description: 'Make a time-limited action permanent: it no longer reverts automatically',
  example: 'action keep 12',
  who: 'Members who may request what it makes permanent',
  // The card of the action itself shows it to everybody.
  visibility: 'private',
  args: {
    action: actionNumber.meta({ description: 'Number of the action', suggest: 'actionToKeep' }),
  },
  operation,
  describe: ({ target }, { action }) => text`make action ${action} permanent: ${target}`,
  reply: ({ action }) => ({
    line: text`Made action ${action} permanent. It no longer reverts automatically.`,
  }),
});

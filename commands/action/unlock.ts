import { defineActionCommand } from '../../src/command/index.ts';
import { unlock as operation } from '../../src/operations/steward/lock.ts';
import { text } from '../../src/text/text.ts';

/** `/action unlock`: ends the global lock. Its tier is destructive, because waiting actions of any tier then run. */
export const unlock = defineActionCommand({
  name: 'unlock',
  description: 'Unlock Steward; approved actions that have not expired then run',
  example: 'action unlock reason:"his password is changed"',
  args: {},
  operation,
  describe: () => text`unlock Steward`,
  reply: ({ locked_by }) => ({
    line: text`Unlocked Steward, which ${locked_by} had locked. Approved actions that have not expired run now.`,
  }),
});

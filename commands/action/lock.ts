import { defineActionCommand } from '../../src/command/index.ts';
import { lock as operation } from '../../src/operations/steward/lock.ts';
import { command, text } from '../../src/text/text.ts';

/** `/action lock`: sets the global lock. Nobody can change anything until an admin unlocks Steward. */
export const lock = defineActionCommand({
  name: 'lock',
  description: 'Stop everything: nothing is asked for, agreed to or done until it is unlocked',
  example: 'action lock reason:"ivan was hacked"',
  needsReason: true,
  args: {},
  operation,
  describe: () => text`lock Steward`,
  reply: () => ({
    line: text`Locked Steward: nothing is asked for, agreed to or done until an admin has it unlocked with ${command('action unlock')}.`,
  }),
});

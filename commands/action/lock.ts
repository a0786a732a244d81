import { defineActionCommand } from '../../src/command/index.ts';
import { lock as operation } from '../../src/operations/steward/lock.ts';
import { command, text } from '../../src/text/text.ts';

/** `/action lock`: sets the global lock. Nobody can change anything until an admin unlocks Steward. */
export const lock = defineActionCommand({
  name: 'lock',
  description: 'Lock Steward: nobody can request, approve or run anything until it is unlocked',
  example: 'action lock reason:"ivan was hacked"',
  needsReason: true,
  args: {},
  operation,
  describe: () => text`lock Steward`,
  reply: () => ({
    line: text`Locked Steward: nobody can request, approve or run anything until it is unlocked. To end that, an admin uses ${command('action unlock')}, which needs the approvals of a destructive action.`,
  }),
});

import type { ApprovalPolicy } from '../../src/actions/index.ts';
import { defineActionCommand } from '../../src/command/index.ts';
import { lock as operation } from '../../src/operations/steward/lock.ts';
import { approvals } from '../../src/text/sentences.ts';
import { command, type Text, text } from '../../src/text/text.ts';

/** `/action lock`: sets the global lock. Nobody can change anything until an admin unlocks Steward. */
export const lock = defineActionCommand({
  name: 'lock',
  description: 'Lock Steward: nobody can request, approve or run anything until it is unlocked',
  example: 'action lock reason:"ivan was hacked"',
  asks: true,
  needsReason: true,
  args: {},
  check: async (_args, { caller, policy }) => [
    text`Nobody can request, approve or run anything. ${caller.source === 'discord' ? unlocking(policy) : text`Unlock it with ${command('action unlock')}.`}`,
  ],
  operation,
  describe: () => text`lock Steward`,
  reply: () => ({
    line: text`Locked Steward: nobody can request, approve or run anything until it is unlocked. An admin can unlock it with ${command('action unlock')}.`,
  }),
});

function unlocking(policy: ApprovalPolicy): Text {
  const { votes } = policy.requirementFor('action.unlock', 'destructive');
  return votes > 0
    ? text`Unlocking needs ${approvals(votes)}.`
    : text`An admin can unlock it with ${command('action unlock')}.`;
}

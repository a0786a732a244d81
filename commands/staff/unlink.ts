import { defineActionCommand, person } from '../../src/command/index.ts';
import { unlinkStaff as operation } from '../../src/operations/steward/staff-links.ts';
import { text } from '../../src/text/text.ts';
import { ownerInTerminal, ownerOfAccount, personOf, withCaller } from './person.ts';

/** `/staff unlink`: deletes the link between a staff member and their account of the instance. */
export const unlink = defineActionCommand({
  name: 'unlink',
  description: 'Remove the link between a staff member and their account on the instance',
  example: 'staff unlink person:ada',
  args: {
    person: person(ownerOfAccount, ownerInTerminal).optional(),
  },
  complete: withCaller,
  operation,
  describe: ({ target }) => text`unlink the account ${target}`,
  reply: (outcome) => ({ line: text`Unlinked ${personOf(outcome)} from ${outcome.nickname}.` }),
});

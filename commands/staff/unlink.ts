import { defineActionCommand } from '../../src/command/index.ts';
import { unlinkStaff as operation } from '../../src/operations/steward/staff-links.ts';
import { text } from '../../src/text/text.ts';
import { person, personOf, withCaller } from './person.ts';

/** `/staff unlink`: deletes the link between a staff member and their account of the instance. */
export const unlink = defineActionCommand({
  name: 'unlink',
  description: 'Remove the link between a staff member and their account on the instance',
  example: 'staff unlink person:1084413502188232704',
  args: { person: person('Owner of the account: a mention or a Discord id; you if not given') },
  complete: withCaller,
  operation,
  describe: ({ target }) => text`unlink the account ${target}`,
  reply: (outcome) => ({ line: text`Unlinked ${personOf(outcome)} from ${outcome.nickname}.` }),
});

import { defineActionCommand } from '../../src/command/index.ts';
import { unlinkStaff as operation } from '../../src/operations/steward/staff-links.ts';
import { text } from '../../src/text/text.ts';
import { person, personOf, withCaller } from './person.ts';

/** `/staff unlink`: deletes the link between a staff member and their account of the instance. */
export const unlink = defineActionCommand({
  name: 'unlink',
  description: 'Forget which account of the instance someone of the staff has',
  example: 'staff unlink person:1084413502188232704',
  args: { person: person('Whose link it is: a mention or a Discord id; yours, if nobody is named') },
  complete: withCaller,
  operation,
  describe: ({ target }) => text`unlink the account ${target}`,
  reply: (outcome) => ({ line: text`${personOf(outcome)} is no longer linked to ${outcome.nickname}.` }),
});

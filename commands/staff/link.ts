import { defineActionCommand, nickname } from '../../src/command/index.ts';
import { linkStaff as operation } from '../../src/operations/steward/staff-links.ts';
import { person as someone, text } from '../../src/text/text.ts';
import { person, personOf, withCaller } from './person.ts';

/** `/staff link`: records which account of the instance belongs to a staff member. */
export const link = defineActionCommand({
  name: 'link',
  description: 'Note down which account of the instance someone of the staff has',
  example: 'staff link ada person:1084413502188232704',
  args: {
    nickname,
    person: person('Whose account it is: a mention or a Discord id; you, if nobody is named'),
  },
  complete: withCaller,
  operation,
  describe: ({ target }, { person: named = '' }) => text`link ${someone(named, named)} to ${target}`,
  reply: (outcome) => ({ line: text`Linked ${personOf(outcome)} to ${outcome.nickname}.` }),
});

import { defineActionCommand, localNickname, person } from '../../src/command/index.ts';
import { linkStaff as operation } from '../../src/operations/steward/staff-links.ts';
import { person as someone, text } from '../../src/text/text.ts';
import { checkMember, memberName, ownerInTerminal, ownerOfAccount, personOf, withMember } from './person.ts';

/** `/staff link`: records which account of the instance belongs to a staff member. */
export const link = defineActionCommand({
  name: 'link',
  description: 'Link a staff member to their account on the instance',
  example: 'staff link ada person:ada',
  args: {
    nickname: localNickname,
    person: person(ownerOfAccount, ownerInTerminal).optional(),
    name: memberName,
  },
  complete: withMember,
  check: checkMember,
  operation,
  describe: ({ target }, { person: named = '' }) => text`link ${someone(named, named)} to ${target}`,
  reply: (outcome) => ({ line: text`Linked ${personOf(outcome)} to ${outcome.nickname}.` }),
});

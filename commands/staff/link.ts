import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { linkStaff as operation } from '../../src/operations/steward/staff-links.ts';
import { person as someone, text } from '../../src/text/text.ts';
import { checkMember, person, personOf, withCaller } from './person.ts';

/** `/staff link`: records which account of the instance belongs to a staff member. */
export const link = defineActionCommand({
  name: 'link',
  description: 'Link a staff member to their account on the instance',
  example: 'staff link ada person:1084413502188232704',
  args: {
    nickname: localNickname,
    person: person('Owner of the account: a mention or a Discord id; you if not given'),
  },
  complete: withCaller,
  check: checkMember,
  operation,
  describe: ({ target }, { person: named = '' }) => text`link ${someone(named, named)} to ${target}`,
  reply: (outcome) => ({ line: text`Linked ${personOf(outcome)} to ${outcome.nickname}.` }),
});

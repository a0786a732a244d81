import { defineActionCommand, person } from '../../src/command/index.ts';
import { resumeStaff as operation } from '../../src/operations/steward/staff-pauses.ts';
import { person as someone, text } from '../../src/text/text.ts';
import { personOf, withMemberId } from './person.ts';

/** `/staff resume`: lifts the pause of another person. */
export const resume = defineActionCommand({
  name: 'resume',
  description: 'End the pause of another member',
  example: 'staff resume ivan',
  who: 'Admins, except for their own pause',
  args: { person: person('Member') },
  complete: withMemberId,
  operation,
  describe: ({ target }, { person: id }) => text`end the pause of ${someone(id, target)}`,
  reply: (outcome) => ({
    line: text`Ended the pause of ${personOf(outcome)}. They can request and approve again.`,
  }),
});

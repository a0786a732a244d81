import { defineActionCommand } from '../../src/command/index.ts';
import { resumeStaff as operation } from '../../src/operations/steward/staff-pauses.ts';
import { text } from '../../src/text/text.ts';
import { personOf, requiredPerson } from './person.ts';

/** `/staff resume`: lifts the pause of another person. */
export const resume = defineActionCommand({
  name: 'resume',
  description: 'Lift the pause of someone else',
  example: 'staff resume 1091882674160291871',
  who: 'Admin, but not for themselves',
  args: { person: requiredPerson('Who: a mention or a Discord id') },
  operation,
  describe: ({ target }) => text`end the pause of ${target}`,
  reply: (outcome) => ({ line: text`${personOf(outcome)} may ask for what is destructive again.` }),
});

import { defineActionCommand } from '../../src/command/index.ts';
import { pauseStaff as operation } from '../../src/operations/steward/staff-pauses.ts';
import { duration } from '../../src/text/duration.ts';
import { command, text } from '../../src/text/text.ts';
import { personOf, requiredPerson } from './person.ts';

/** `/staff pause`: pauses a person for a time, as exceeding the limit per person does. */
export const pause = defineActionCommand({
  name: 'pause',
  description: 'Keep someone from asking for what is destructive, and from agreeing to it',
  example: 'staff pause 1091882674160291871 for:24h reason:"sold his laptop"',
  needsReason: true,
  args: {
    person: requiredPerson('Who: a mention or a Discord id'),
    for: duration({ min: '1m', max: '30d' })
      .default('24h')
      .meta({ description: 'For how long, such as 24h, which it is if nothing is said' }),
  },
  operation,
  describe: ({ target }) => text`pause ${target}`,
  reply: (outcome) => ({
    line: text`Paused ${personOf(outcome)} until ${new Date(outcome.until)}: they neither ask for nor agree to what is destructive. Another admin can lift that with ${command('staff resume')}.`,
  }),
});

import { stoppedBy } from '../../src/actions/index.ts';
import { defineActionCommand, person } from '../../src/command/index.ts';
import { pauseStaff as operation } from '../../src/operations/steward/staff-pauses.ts';
import { duration } from '../../src/text/duration.ts';
import { command, person as someone, text } from '../../src/text/text.ts';
import { checkMember, memberName, personOf, withMember } from './person.ts';

/** `/staff pause`: pauses a person for a time. Steward runs it itself where somebody exceeds the limit per person. */
export const pause = defineActionCommand({
  name: 'pause',
  description: 'Pause a member: they cannot request, approve or run anything',
  example: 'staff pause ivan for:24h reason:"sold his laptop"',
  needsReason: true,
  asksIf: 'you pause yourself',
  args: {
    person: person('Member'),
    name: memberName,
    for: duration({ min: '1m', max: '30d' })
      .default('24h')
      .meta({ description: 'Duration, such as 2h or 7d; 24h if not given' }),
  },
  complete: withMember,
  check: checkMember,
  operation,
  describe: ({ target }, { person: id }) => text`pause ${someone(id, target)}`,
  reply: (outcome) => ({
    line: text`Paused ${personOf(outcome)}. The pause ends ${new Date(outcome.until)}. They ${stoppedBy({ isAutomatic: outcome.automatic })}; ${[outcome.automatic ? 'commands that need no approval' : 'reading, denying and cancelling']} still work. Another admin can end it with ${command('staff resume')}.`,
  }),
});

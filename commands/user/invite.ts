import { z } from 'zod';
import { inviteTypeInWords } from '../../src/akkoma/registration/invites.ts';
import { defineActionCommand } from '../../src/command/index.ts';
import { invite as operation } from '../../src/operations/instance/invite.ts';
import { text } from '../../src/text/text.ts';

/** `/user invite`: makes an invite and shows its registration link to the caller alone (behaviour.md 4). */
export const invite = defineActionCommand({
  name: 'invite',
  description: 'Make a link with which someone can register; only you see it',
  example: 'user invite max_use:3',
  visibility: 'private',
  args: {
    expires_at: z.iso
      .date('must be a day of the calendar, such as 2027-04-05')
      .optional()
      .meta({ description: 'The last day on which it can be used, in UTC: 2027-04-05' }),
    max_use: z
      .int('must be a whole number')
      .min(1, 'must be at least 1, or nobody could use the invite')
      .max(2_147_483_647, 'must be at most 2147483647')
      .optional()
      .meta({ description: 'How many people can register with it' }),
  },
  operation,
  describe: () => text`create an invite`,
  reply: ({ id, type, expires_at: expires, max_use: uses }, { link = '' }) => ({
    line: text`Made invite #${id}, ${[inviteTypeInWords(type)]}. Only you see its link.`,
    fields: [
      { name: 'Link', value: [link] },
      ...(expires === null
        ? []
        : [{ name: 'Until the end of', value: text`${[expires]} UTC`, inline: true }]),
      ...(uses === null ? [] : [{ name: 'For so many people', value: text`${uses}`, inline: true }]),
    ],
  }),
});

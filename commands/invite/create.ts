import { z } from 'zod';
import { inviteTypeInWords } from '../../src/akkoma/registration/invites.ts';
import { defineActionCommand } from '../../src/command/index.ts';
import { invite as operation } from '../../src/operations/instance/invite.ts';
import { text } from '../../src/text/text.ts';

/** `/invite create`: makes an invite and shows its registration link to the caller alone (behaviour.md 4). */
export const create = defineActionCommand({
  name: 'create',
  description: 'Create an invite link for registration; only you see it',
  example: 'invite create max_use:3',
  visibility: 'private',
  args: {
    expires_at: z.iso
      .date('must be a date, such as 2027-04-05')
      .optional()
      .meta({ description: 'Last day on which it can be used (UTC), such as 2027-04-05' }),
    max_use: z
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(2_147_483_647, 'must be at most 2147483647')
      .optional()
      .meta({ description: 'Max uses: how many people can register with it' }),
  },
  operation,
  describe: () => text`create an invite`,
  reply: ({ id, type, expires_at: expires, max_use: uses }, { link }) => ({
    title: 'Invite',
    line: text`Created invite #${id} (${[inviteTypeInWords(type)]}).${[link === undefined ? '' : ' Only you see its link.']}`,
    fields: [
      ...(link === undefined ? [] : [{ name: 'Link', value: [link] }]),
      ...(expires === null
        ? []
        : [{ name: 'Expires', value: text`at the end of ${[expires]} (UTC)`, inline: true }]),
      ...(uses === null ? [] : [{ name: 'Max uses', value: text`${uses}`, inline: true }]),
    ],
  }),
});

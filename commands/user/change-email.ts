import { z } from 'zod';
import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { changeEmail as operation } from '../../src/operations/instance/change-email.ts';
import { text } from '../../src/text/text.ts';

/**
 * `/user change_email`: changes or removes the e-mail address of an account (behaviour.md 14). "none" stands for the
 * empty address, because Discord cannot send an empty option.
 */
export const changeEmail = defineActionCommand({
  name: 'change_email',
  description: 'Change or remove the e-mail address of an account; only you see the answer',
  example: 'user change_email lain lain@example.com',
  visibility: 'private',
  args: {
    nickname: localNickname,
    email: z
      .string()
      .overwrite((typed) => (typed.toLowerCase() === 'none' ? '' : typed))
      .max(254, 'must have at most 254 characters')
      .meta({ description: 'New address; "none" removes the address' }),
  },
  operation,
  describe: ({ target }) => text`change the e-mail address of ${target}`,
  reply: ({ nickname: target, removed }, { email = '' }) => ({
    line: removed
      ? text`Removed the e-mail address of ${target}.`
      : text`Changed the e-mail address of ${target}.`,
    fields: removed ? [] : [{ name: 'New address', value: text`${email}` }],
  }),
});

import { defineActionCommand, nickname } from '../../src/command/index.ts';
import { resetPassword as operation } from '../../src/operations/instance/reset-password.ts';
import { text } from '../../src/text/text.ts';

/** `/user reset_password`: makes a password reset link and shows it to the caller alone (behaviour.md 5.1). */
export const resetPassword = defineActionCommand({
  name: 'reset_password',
  description: 'Make a link for setting a new password; only you see it',
  example: 'user reset_password lain',
  visibility: 'private',
  args: { nickname },
  operation,
  describe: ({ target }) => text`create a password reset link for ${target}`,
  reply: ({ nickname: target }, { link = '' }) => ({
    line: text`Made a password reset link for ${target}. Only you see it; hand it to its owner in private.`,
    fields: [
      { name: 'Link', value: [link] },
      {
        name: 'Good to know',
        value: text`It works once, within a day unless the server is set otherwise. Using it ends every session; until then the old password stays.`,
      },
    ],
  }),
});

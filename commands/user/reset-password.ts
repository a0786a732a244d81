import { defineActionCommand, localNickname, notify } from '../../src/command/index.ts';
import { resetPassword as operation } from '../../src/operations/instance/reset-password.ts';
import { text } from '../../src/text/text.ts';
import { notifiedField } from '../accounts-in.ts';

/** `/user reset_password`: makes a password reset link and shows it to the caller alone (behaviour.md 5.1). */
export const resetPassword = defineActionCommand({
  name: 'reset_password',
  description: 'Create a password reset link; only you see it',
  example: 'user reset_password lain',
  visibility: 'private',
  args: { nickname: localNickname, notify },
  operation,
  describe: ({ target }) => text`create a password reset link for ${target}`,
  reply: ({ nickname: target, notified }, { link }) => ({
    title: 'Reset link',
    line: text`Created a password reset link for ${target}.${[link === undefined ? '' : ' Only you see it. Pass it on to the owner in private.']}`,
    fields: [
      ...(link === undefined ? [] : [{ name: 'Reset link (works once)', value: [link] }]),
      ...notifiedField(notified),
      {
        name: 'Note',
        value: text`The link expires after a day, unless Akkoma is configured otherwise. Using it ends all sessions. The old password works until the link is used.`,
      },
    ],
  }),
});

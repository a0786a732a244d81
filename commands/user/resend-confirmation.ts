import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { resendConfirmation as operation } from '../../src/operations/instance/resend-confirmation.ts';
import { text } from '../../src/text/text.ts';

/** `/user resend_confirmation`: sends the mail that confirms the address of an account again (behaviour.md 22.3). */
export const resendConfirmation = defineActionCommand({
  name: 'resend_confirmation',
  description: 'Send the owner of an account the confirmation mail again',
  example: 'user resend_confirmation dave',
  args: { nickname: localNickname },
  operation,
  describe: ({ target }) => text`send the confirmation mail of ${target} again`,
  reply: ({ nickname: target }) => ({
    line: text`Queued the confirmation mail of ${target}. It has the same link as before.`,
  }),
});

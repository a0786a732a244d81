import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { forcePasswordReset as operation } from '../../src/operations/instance/force-password-reset.ts';
import { text } from '../../src/text/text.ts';

/** `/user force_password_reset`: the owner must set a new password before anything else (behaviour.md 22.1). */
export const forcePasswordReset = defineActionCommand({
  name: 'force_password_reset',
  description: 'Make the owner of an account set a new password before they can use it again',
  example: 'user force_password_reset lain',
  args: { nickname: localNickname },
  operation,
  describe: ({ target }) => text`force a password reset of ${target}`,
  reply: ({ nickname: target }) => ({
    line: text`Forced a password reset of ${target}. No app can use the account until its owner has set a new password.`,
  }),
});

import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { resetMfa as operation } from '../../src/operations/instance/reset-mfa.ts';
import { text } from '../../src/text/text.ts';

/** `/user reset_mfa`: turns the second factor of an account off (behaviour.md 5.2). */
export const resetMfa = defineActionCommand({
  name: 'reset_mfa',
  description: 'Turn off two-factor authentication of an account',
  example: 'user reset_mfa lain',
  args: { nickname: localNickname },
  operation,
  describe: ({ target }) => text`turn off two-factor authentication of ${target}`,
  reply: ({ nickname: target, was_enabled: wasEnabled }) => ({
    line: wasEnabled
      ? text`Turned off two-factor authentication of ${target}.`
      : text`Reset two-factor authentication of ${target}, which was set up but not on.`,
  }),
});

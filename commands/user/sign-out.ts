import { defineActionCommand, localNickname } from '../../src/command/index.ts';
import { signOut as operation } from '../../src/operations/instance/sign-out.ts';
import { text } from '../../src/text/text.ts';

/** `/user sign_out`: ends every session of an account, in all apps (behaviour.md 5.3). */
export const signOut = defineActionCommand({
  name: 'sign_out',
  description: 'Sign an account out of all apps',
  example: 'user sign_out lain',
  args: { nickname: localNickname },
  operation,
  describe: ({ target }) => text`sign ${target} out of all apps`,
  reply: ({ nickname: target, sessions_ended: ended }) => ({
    line: text`Signed ${target} out of all apps: ${[sessionsEnded(ended)]}.`,
  }),
});

function sessionsEnded(count: number): string {
  if (count === 0) return 'there were no sessions';
  return count === 1 ? '1 session ended' : `${count} sessions ended`;
}

import { defineActionCommand, nickname, notify } from '../../src/command/index.ts';
import { activate as operation } from '../../src/operations/instance/set-activation.ts';
import { text } from '../../src/text/text.ts';
import { leftOut, notifiedField } from '../accounts-in.ts';

/** `/user activate`: activates a deactivated account (behaviour.md 6). */
export const activate = defineActionCommand({
  name: 'activate',
  description: 'Activate a deactivated account',
  example: 'user activate lain',
  args: { nickname, notify },
  operation,
  describe: ({ target }) => text`activate ${target}`,
  reply: ({ nickname: target, left_out: count, notified }) => ({
    line: text`Activated ${target}.`,
    fields: [...leftOut(count), ...notifiedField(notified)],
  }),
});

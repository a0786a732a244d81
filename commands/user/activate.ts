import { defineActing, nickname } from '../../src/command/index.ts';
import { activate as operation } from '../../src/operations/index.ts';
import { text } from '../../src/text.ts';

/** `/user activate`: lets a deactivated account be used again (behaviour.md 6). */
export const activate = defineActing({
  name: 'activate',
  description: 'Let a deactivated account be used again',
  example: 'user activate lain',
  args: { nickname },
  operation,
  question: ({ target }) => text`Let ${target} be used again?`,
  reply: ({ nickname: target }) => ({ line: text`Activated ${target}.` }),
});

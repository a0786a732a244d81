import { defineActionCommand, nickname } from '../../src/command/index.ts';
import { suggest as operation } from '../../src/operations/instance/suggest.ts';
import { text } from '../../src/text/text.ts';

/** `/user suggest`: suggests an account to people who look for someone to follow (behaviour.md 22.2). */
export const suggest = defineActionCommand({
  name: 'suggest',
  description: 'Suggest an account to people who look for someone to follow',
  example: 'user suggest lain',
  args: { nickname },
  operation,
  describe: ({ target }) => text`suggest ${target} to people who look for someone to follow`,
  reply: ({ nickname: target }) => ({ line: text`Suggested ${target}.` }),
});

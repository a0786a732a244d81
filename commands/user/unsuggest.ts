import { defineActionCommand, nickname } from '../../src/command/index.ts';
import { unsuggest as operation } from '../../src/operations/instance/suggest.ts';
import { text } from '../../src/text/text.ts';

/** `/user unsuggest`: suggests an account no longer (behaviour.md 22.2). */
export const unsuggest = defineActionCommand({
  name: 'unsuggest',
  description: 'Stop suggesting an account to people who look for someone to follow',
  example: 'user unsuggest ninon',
  args: { nickname },
  operation,
  describe: ({ target }) => text`stop suggesting ${target}`,
  reply: ({ nickname: target }) => ({ line: text`Stopped suggesting ${target}.` }),
});

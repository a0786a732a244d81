import { defineActionCommand, nickname, notify, tags } from '../../src/command/index.ts';
import { tag as operation } from '../../src/operations/instance/tags.ts';
import { text } from '../../src/text/text.ts';
import { notifiedField } from '../accounts-in.ts';

/** `/user tag`: adds tags to an account, stored in lower case (behaviour.md 9). */
export const tag = defineActionCommand({
  name: 'tag',
  description: 'Add tags to an account',
  example: 'user tag lain mrf_tag:sandbox',
  asksIf: 'a tag is nearly one that Akkoma acts on',
  args: { nickname, tags: tags('Tags to add, separated by commas', 'tag'), notify },
  operation,
  describe: ({ target }, { tags: given }) => text`tag ${target} with ${given.join(', ')}`,
  reply: ({ nickname: target, tags: list, notified }) => ({
    line: text`Tagged ${target}.`,
    fields: [{ name: 'Tags now', value: text`${list.join(', ')}` }, ...notifiedField(notified)],
  }),
});

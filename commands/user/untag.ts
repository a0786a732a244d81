import { defineActionCommand, nickname, tags } from '../../src/command/index.ts';
import { untag as operation } from '../../src/operations/instance/tags.ts';
import { text } from '../../src/text/text.ts';

/** `/user untag`: removes tags from an account (behaviour.md 9). */
export const untag = defineActionCommand({
  name: 'untag',
  description: 'Remove tags from an account',
  example: 'user untag lain mrf_tag:sandbox',
  args: { nickname, tags: tags('Tags to remove, separated by commas', 'ownTag') },
  operation,
  describe: ({ target }, { tags: given }) => text`remove ${given.join(', ')} from the tags of ${target}`,
  reply: ({ nickname: target, tags: list }) => ({
    line: text`Removed tags from ${target}.`,
    fields: [{ name: 'Tags now', value: list.length === 0 ? text`none` : text`${list.join(', ')}` }],
  }),
});

import { z } from 'zod';
import { defineActionCommand, nickname, storable } from '../../src/command/index.ts';
import { addNote as operation } from '../../src/operations/steward/notes.ts';
import { command, oneLine, text } from '../../src/text/text.ts';

/** `/user note`: notes something about an account, which only staff see. */
export const note = defineActionCommand({
  name: 'note',
  description: 'Add a note about an account, which only staff see',
  example: 'user note lain "second warning"',
  args: {
    nickname,
    text: storable(z.string())
      .overwrite((typed) => typed.trim())
      .min(1, 'must not be empty')
      .max(1_000, 'must have at most 1000 characters')
      .meta({ description: 'The note', isInPhrase: true }),
  },
  operation,
  describe: ({ target }, { text: words }) => text`add a note about ${target}: ${oneLine(words, 200)}`,
  reply: ({ nickname: target, note: id }) => ({
    line: text`Added note ${id} about ${target}. See it with ${command('user show')}.`,
  }),
});

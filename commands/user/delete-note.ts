import { z } from 'zod';
import { defineActionCommand } from '../../src/command/index.ts';
import { deleteNote as operation } from '../../src/operations/steward/notes.ts';
import { text } from '../../src/text/text.ts';

/** `/user delete_note`: deletes a note about an account. */
export const deleteNote = defineActionCommand({
  name: 'delete_note',
  description: 'Delete a note about an account',
  example: 'user delete_note 4',
  args: {
    note: z
      .string()
      .overwrite((typed) => typed.replace(/^\s*#?|\s+$/g, ''))
      .regex(/^\d{1,15}$/, 'must be the number of a note, such as 4')
      .meta({ description: 'Number of the note', suggest: 'note', isInPhrase: true }),
  },
  operation,
  describe: ({ target }, { note }) => text`delete note ${note} about ${target}`,
  reply: ({ nickname: target, note, text: words }) => ({
    line: text`Deleted note ${note} about ${target}.`,
    fields: [{ name: 'Note', value: text`${words}` }],
  }),
});

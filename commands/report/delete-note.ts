import { z } from 'zod';
import { defineActionCommand } from '../../src/command/index.ts';
import { deleteReportNote as operation } from '../../src/operations/reports/report-notes.ts';
import { text } from '../../src/text/text.ts';

/** `/report delete_note`: deletes a note, whoever wrote it. */
export const deleteNote = defineActionCommand({
  name: 'delete_note',
  description: 'Delete a note of a report, whoever wrote it',
  example: 'report delete_note 1',
  args: {
    note: z
      .int()
      .min(1)
      .max(2_147_483_647)
      .meta({ description: 'Number of the note, as the report shows it' }),
  },
  operation,
  describe: ({ target }, { note }) => text`delete note ${note} of a report about ${target}`,
  reply: ({ nickname, report, note }) => ({
    line: text`Deleted note ${note} of the report ${report} about ${nickname}.`,
  }),
});

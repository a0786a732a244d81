import { z } from 'zod';
import { defineActionCommand, storable } from '../../src/command/index.ts';
import { noteReport as operation } from '../../src/operations/reports/report-notes.ts';
import { isBlank, text } from '../../src/text/text.ts';
import { report } from './the-reports.ts';

/** `/report note`: adds a note for the staff to a report, in the name of the account that the caller is linked to. */
export const note = defineActionCommand({
  name: 'note',
  description: 'Add a note for the staff to a report, under the name of your linked account',
  example: 'report note BCux8pqwkPlJvp1zyy "asked the other side"',
  args: {
    report,
    text: storable(z.string())
      .overwrite((given) => (isBlank(given) ? '' : given.trim()))
      .min(1, 'must not be empty')
      .max(255, 'must have at most 255 characters')
      .meta({ description: 'The note, at most 255 characters; the staff of the instance sees it' }),
  },
  operation,
  describe: ({ target }, { report: which }) => text`add a note to the report ${which} about ${target}`,
  reply: ({ nickname, report: which, note: number }) => ({
    line: text`Added note ${number} to the report ${which} about ${nickname}.`,
  }),
});

import { defineActionCommand } from '../../src/command/index.ts';
import { dismissReports as operation } from '../../src/operations/reports/set-report-state.ts';
import { text } from '../../src/text/text.ts';
import { doneInWords, openReports, reportsInWords } from './the-reports.ts';

/** `/report dismiss`: nothing has to be done about what was reported. Akkoma calls such a report closed. */
export const dismiss = defineActionCommand({
  name: 'dismiss',
  description: 'Close reports about which nothing has to be done',
  example: 'report dismiss report:BCux8pqwkPlJvp1zyy',
  args: openReports,
  operation,
  describe: ({ target }, args) => text`dismiss ${reportsInWords(target, args)}`,
  reply: (outcome) => ({ line: text`Dismissed ${doneInWords(outcome)}.` }),
});

import { defineActionCommand } from '../../src/command/index.ts';
import { reopenReports as operation } from '../../src/operations/reports/set-report-state.ts';
import { text } from '../../src/text/text.ts';
import { closedReports, doneInWords, reportsInWords } from './the-reports.ts';

/** `/report reopen`: opens reports again that were resolved or dismissed. */
export const reopen = defineActionCommand({
  name: 'reopen',
  description: 'Open reports again that were resolved or dismissed',
  example: 'report reopen BCux92VngLZVC0EnKK',
  args: { report: closedReports },
  operation,
  describe: ({ target }, args) => text`reopen ${reportsInWords(target, args)}`,
  reply: (outcome) => ({ line: text`Reopened ${doneInWords(outcome)}.` }),
});

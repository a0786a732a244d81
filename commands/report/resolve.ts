import { defineActionCommand } from '../../src/command/index.ts';
import { resolveReports as operation } from '../../src/operations/reports/set-report-state.ts';
import { text } from '../../src/text/text.ts';
import { doneInWords, openReports, reportsInWords } from './the-reports.ts';

/** `/report resolve`: something was done about what was reported. */
export const resolve = defineActionCommand({
  name: 'resolve',
  description: 'Mark reports as resolved',
  example: 'report resolve report:BCux8pqwkPlJvp1zyy',
  args: openReports,
  operation,
  describe: ({ target }, args) => text`resolve ${reportsInWords(target, args)}`,
  reply: (outcome) => ({ line: text`Resolved ${doneInWords(outcome)}.` }),
});

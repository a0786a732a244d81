import { defineActionCommand } from '../../src/command/index.ts';
import { releaseReportsOf as operation } from '../../src/operations/steward/take-reports.ts';
import { text } from '../../src/text/text.ts';
import { openReports } from './the-reports.ts';

/** `/report release`: the opposite of `/report take`. */
export const release = defineActionCommand({
  name: 'release',
  description: 'Release reports that were taken, for someone else to deal with them',
  example: 'report release report:BCux8pqwkPlJvp1zyy',
  asksIf: 'someone else has taken them',
  args: openReports,
  operation,
  describe: ({ target }) => text`release the reports about ${target}`,
  reply: ({ nickname }) => ({ line: text`Released the reports about ${nickname}.` }),
});

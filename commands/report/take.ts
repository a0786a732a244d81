import { defineActionCommand } from '../../src/command/index.ts';
import { takeReports as operation } from '../../src/operations/steward/take-reports.ts';
import { command, text } from '../../src/text/text.ts';
import { openReports } from './the-reports.ts';

/** `/report take`: shows everyone who deals with the open reports about an account. */
export const take = defineActionCommand({
  name: 'take',
  description: 'Take the open reports about an account, so that everyone sees who deals with them',
  example: 'report take report:BCux8pqwkPlJvp1zyy',
  asksIf: 'someone else has taken them',
  args: openReports,
  operation,
  describe: ({ target }) => text`take the open reports about ${target}`,
  reply: ({ nickname }) => ({
    line: text`Took the open reports about ${nickname}. ${command('report mine')} lists yours.`,
  }),
});

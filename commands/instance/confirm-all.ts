import { defineActionCommand } from '../../src/command/index.ts';
import { confirmAll as operation } from '../../src/operations/instance/confirm-all.ts';
import { text } from '../../src/text/text.ts';
import { accountsIn, leftOut } from '../accounts-in.ts';

/** `/instance confirm_all`: confirms every active account that is not staff (behaviour.md 10.2). */
export const confirmAll = defineActionCommand({
  name: 'confirm_all',
  description: 'Confirm all active accounts that are not staff',
  example: 'instance confirm_all',
  args: {},
  operation,
  describe: (plan) => text`confirm ${accountsIn(plan.counts.accounts_to_confirm)}`,
  reply: ({ accounts, left_out: count }) => ({
    line: text`Confirmed ${accountsIn(accounts)}.`,
    fields: leftOut(count),
  }),
});

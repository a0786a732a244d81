import { defineActionCommand } from '../../src/command/index.ts';
import { unconfirmAll as operation } from '../../src/operations/instance/confirm-all.ts';
import { text } from '../../src/text/text.ts';
import { accountsIn, leftOut } from '../accounts-in.ts';

/** `/instance unconfirm_all`: unconfirms every active account that is not staff (behaviour.md 10.2). */
export const unconfirmAll = defineActionCommand({
  name: 'unconfirm_all',
  description: 'Unconfirm all active accounts that are not staff; none of them can log in',
  example: 'instance unconfirm_all',
  args: {},
  operation,
  describe: (plan) => text`unconfirm ${accountsIn(plan.counts.accounts_to_unconfirm)}`,
  reply: ({ accounts, left_out: count }) => ({
    line: text`Unconfirmed ${accountsIn(accounts)}.`,
    fields: leftOut(count),
  }),
});

import { z } from 'zod';
import { defineActionCommand, forTime, host, includeSubdomains } from '../../src/command/index.ts';
import { deactivateAllFromInstance as operation } from '../../src/operations/instance/set-activation-of-instance.ts';
import { plural } from '../../src/text/plural.ts';
import { text } from '../../src/text/text.ts';
import { accountsIn, countField, forTimeIn, leftOut } from '../accounts-in.ts';

/** `/instance deactivate_all`: deactivates every account of another instance (behaviour.md 7). */
export const deactivateAll = defineActionCommand({
  name: 'deactivate_all',
  description: 'Deactivate all accounts of another instance',
  example: 'instance deactivate_all spam.example reason:spam',
  args: {
    instance: host,
    include_subdomains: includeSubdomains,
    for: forTime,
    keep_followers: z.boolean().default(false).meta({ description: 'Keep their local followers' }),
  },
  operation,
  describe: ({ target, counts }, { for: time }) =>
    text`deactivate ${accountsIn(counts.accounts_to_deactivate)} of ${target}${forTimeIn(time)}`,
  reply: (outcome) => ({
    line: text`Deactivated ${outcome.accounts} ${[plural(outcome.accounts, 'account', 'accounts')]} of ${outcome.instance}${[outcome.include_subdomains ? ' and its subdomains' : '']}.`,
    fields: [
      ...countField('Local followers removed', outcome.followers_unsubscribed),
      ...countField('Follows of local accounts ended', outcome.follows_ended),
      ...leftOut(outcome.left_out),
    ],
  }),
});

import { z } from 'zod';
import { defineActionCommand, forTime, host, includeSubdomains } from '../../src/command/index.ts';
import { deactivateAllFromInstance as operation } from '../../src/operations/instance/set-activation-of-instance.ts';
import { plural } from '../../src/text/plural.ts';
import { text } from '../../src/text/text.ts';
import { accountsIn, leftOut } from './accounts-in.ts';

/** `/user deactivate_all_from_instance`: deactivates every account of another instance (behaviour.md 7). */
export const deactivateAllFromInstance = defineActionCommand({
  name: 'deactivate_all_from_instance',
  description: 'Shut out every account of another instance',
  example: 'user deactivate_all_from_instance spam.example reason:spam',
  args: {
    instance: host,
    include_subdomains: includeSubdomains,
    for: forTime,
    keep_followers: z.boolean().default(false).meta({ description: 'Leave local followers subscribed' }),
  },
  operation,
  describe: ({ target, counts }) =>
    text`deactivate ${accountsIn(counts.accounts_to_deactivate ?? 0)} of ${target}`,
  reply: (outcome) => ({
    line: text`Deactivated ${outcome.accounts} ${[plural(outcome.accounts, 'account', 'accounts')]} of ${outcome.instance}${[outcome.include_subdomains ? ' and its subdomains' : '']}.`,
    fields: [
      { name: 'Local followers unsubscribed', value: text`${outcome.followers_unsubscribed}`, inline: true },
      { name: 'Follows of local accounts ended', value: text`${outcome.follows_ended}`, inline: true },
      ...leftOut(outcome.left_out),
    ],
  }),
});

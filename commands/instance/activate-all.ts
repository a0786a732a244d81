import { defineActionCommand, host, includeSubdomains } from '../../src/command/index.ts';
import { activateAllFromInstance as operation } from '../../src/operations/instance/set-activation-of-instance.ts';
import { plural } from '../../src/text/plural.ts';
import { text } from '../../src/text/text.ts';
import { accountsIn, countField, leftOut } from '../accounts-in.ts';

/**
 * `/instance activate_all`: activates every deactivated account of another instance (behaviour.md 6 and 7).
 * It is the inverse of `/instance deactivate_all`.
 */
export const activateAll = defineActionCommand({
  name: 'activate_all',
  description: 'Activate all deactivated accounts of another instance',
  example: 'instance activate_all friendly.example',
  asks: true,
  args: { instance: host, include_subdomains: includeSubdomains },
  operation,
  describe: ({ target, counts }) => text`activate ${accountsIn(counts.accounts_to_activate)} of ${target}`,
  reply: (outcome) => ({
    line: text`Activated ${outcome.accounts} ${[plural(outcome.accounts, 'account', 'accounts')]} of ${outcome.instance}${[outcome.include_subdomains ? ' and its subdomains' : '']}.`,
    fields: [
      ...countField('Follows of local accounts ended', outcome.follows_ended),
      ...leftOut(outcome.left_out),
    ],
  }),
});

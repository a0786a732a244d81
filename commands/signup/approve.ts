import { defineActionCommand, notify } from '../../src/command/index.ts';
import { approve as operation } from '../../src/operations/signups/approve.ts';
import { listNames } from '../../src/text/list-names.ts';
import { plural } from '../../src/text/plural.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { type Text, text } from '../../src/text/text.ts';
import { countField, notifiedField } from '../accounts-in.ts';
import { completeAccounts, theAccounts } from './the-accounts.ts';

/** `/signup approve`: lets accounts in that await approval (behaviour.md 24.2). */
export const approve = defineActionCommand({
  name: 'approve',
  description: 'Approve accounts that await approval',
  example: 'signup approve kim',
  args: { ...theAccounts, notify },
  complete: completeAccounts,
  operation,
  describe: ({ target }) => text`approve ${target}`,
  reply: ({ accounts, unconfirmed, mails, follows, notified }) => ({
    line: text`Approved ${listNames(accounts)}.${stillUnconfirmed(unconfirmed)}`,
    fields: [...mailsField(mails), ...countField('Follows created', follows), ...notifiedField(notified)],
  }),
});

const stillUnconfirmed = (names: readonly string[]): Text =>
  names.length === 0
    ? []
    : text` ${listNames(names)} still ${[plural(names.length, 'has', 'have')]} to confirm the e-mail address.`;

const mailsField = (mails: number): ReplyField[] =>
  mails === 0
    ? []
    : [
        {
          name: 'Mail',
          value: text`${mails} ${[plural(mails, 'mail to the owner is', 'mails to the owners are')]} queued.`,
        },
      ];

import { defineActionCommand, notify } from '../../src/command/index.ts';
import type { RemovalProgress } from '../../src/operations/index.ts';
import {
  reject as operation,
  readRejectionProgress,
  slowestOf,
} from '../../src/operations/signups/reject.ts';
import { listNames } from '../../src/text/list-names.ts';
import { plural } from '../../src/text/plural.ts';
import { code, type Text, text } from '../../src/text/text.ts';
import { notifiedField } from '../accounts-in.ts';
import { completeAccounts, theAccounts } from './the-accounts.ts';

/** `/signup reject`: deletes accounts that await approval (behaviour.md 24.3). */
export const reject = defineActionCommand({
  name: 'reject',
  description: 'Reject accounts that await approval: deletes them',
  example: 'signup reject kim reason:spam',
  args: { ...theAccounts, notify },
  complete: completeAccounts,
  operation,
  describe: ({ target }) => text`reject ${target}`,
  progress: (kept) => {
    const progress = readRejectionProgress(kept);
    const { of, left } = progress;
    const deleted = of === 1 ? [] : text`${of - left} of ${of} accounts deleted. `;
    return { line: text`${deleted}${sentences[slowestOf(progress)]}` };
  },
  reply: ({ accounts, notified }) => ({
    line: text`Rejected ${listNames(accounts)}.`,
    left: text`Akkoma deletes the empty ${[plural(accounts.length, 'account', 'accounts')]} in the background.`,
    fields: notifiedField(notified),
  }),
});

const sentences: Readonly<Record<RemovalProgress['state'], Text>> = {
  waiting: text`Akkoma has not started to delete the rest.`,
  taken: text`Akkoma is deleting the rest in the background.`,
  looking: text`Akkoma is deleting the rest in the background.`,
  finished: text`Akkoma has deleted everything. The nicknames are available again.`,
  untaken: text`No Akkoma server has taken the job for 10 minutes; it continues when one does. Check that Akkoma is running.`,
  stuck: text`Akkoma tried several times and makes no progress. Search Akkoma’s log for ${code('delete_user')}.`,
};

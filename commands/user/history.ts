import { z } from 'zod';
import { type HistoryEntry, readAccountHistory } from '../../src/actions/index.ts';
import { findUser } from '../../src/akkoma/lookup/find-user.ts';
import {
  goneAccount,
  type RecordedAccount,
  recordedAccount,
  recordedAccountById,
} from '../../src/akkoma/lookup/recorded-account.ts';
import {
  type Catalogue,
  type CommandContext,
  defineQueryCommand,
  nickname,
  pageOf,
  rowsAtATime,
  undoButtonOf,
} from '../../src/command/index.ts';
import { NotFound } from '../../src/text/errors.ts';
import type { UndoableAction } from '../../src/text/reply.ts';
import { text } from '../../src/text/text.ts';
import { listingOfHistory } from './history-listing.ts';
import {
  accountOn,
  decodePage,
  encodePage,
  type HistoryPage,
  mostOfGoneName,
  pageOption,
} from './history-page.ts';

/**
 * `/user history`: lists what staff did to an account, in Steward and in Akkoma, and noted about it, the newest first,
 * with buttons to undo. An account that is no longer stored is known by its nickname.
 *
 * Decision: an action on a whole instance is listed where it changed the account, since its record is found by the
 * account; what it would have changed is not known.
 *
 * @param catalogue returns the registry that contains this command.
 */
export const createHistory = (catalogue: () => Catalogue) =>
  defineQueryCommand({
    name: 'history',
    description: 'List what staff did to an account and noted about it, the newest first',
    example: 'user history lain',
    visibility: 'private',
    reads: ['activities', 'moderation_log', 'report_notes'],
    args: z.strictObject({
      nickname,
      file: z
        .boolean()
        .default(false)
        .meta({ description: 'Send the whole list as a file', inTerminal: null }),
      page: pageOption,
    }),

    ofPage: (page) => ({ nickname: accountOn(page), page }),

    async read(context, { nickname: typed, file, page }) {
      const { em, instance, pageSize } = context;
      const asked = page === undefined ? null : decodePage(page);
      const account = asked === null ? await named(context, typed) : await onPage(context, asked);
      const listing = listingOfHistory(account, catalogue());
      if (asked?.file ?? file) {
        return listing.file((after) => readAccountHistory(em, instance, account, { after }, rowsAtATime));
      }
      const cursor = asked?.cursor ?? {};
      // The extra row shows whether the list continues.
      const found = await readAccountHistory(em, instance, account, cursor, pageSize + 1);
      if (found.length === 0 && account.id === null) await findUser(em, instance, typed);
      const reply = listing.page(found, {
        size: pageSize,
        cursor,
        encode: (way, entry) => encodePage(account, way, entry),
      });
      return { ...reply, undoable: undoableOn(pageOf(found, pageSize, cursor).rows, account, context) };
    },
  });

/** @throws NotFound, Conflict as `findUser`, where nothing can be recorded about such an account. */
async function named(
  { em, instance }: Pick<CommandContext, 'em' | 'instance'>,
  typed: string,
): Promise<RecordedAccount> {
  const account = await recordedAccount(em, instance, typed);
  if (account.id === null && account.target.length > mostOfGoneName) await findUser(em, instance, typed);
  return account;
}

async function onPage(
  { em, instance }: Pick<CommandContext, 'em' | 'instance'>,
  { account }: HistoryPage,
): Promise<RecordedAccount> {
  if ('gone' in account) return goneAccount(instance, account.gone);
  const found = await recordedAccountById(em, account.id);
  if (found === null) throw new NotFound(text`The account is gone. Run the command again.`);
  return found;
}

const undoableOn = (
  entries: readonly HistoryEntry[],
  account: RecordedAccount,
  context: CommandContext,
): UndoableAction[] =>
  entries.flatMap((entry) =>
    entry.kind === 'action' ? (undoButtonOf(entry.action, context, account) ?? []) : [],
  );

import { z } from 'zod';
import { type ListedUser, listUsers } from '../../src/akkoma/lookup/list-users.ts';
import {
  defineQueryCommand,
  fileOfLines,
  filter,
  linesInBatches,
  pageOf,
  rowsAtATime,
  words,
} from '../../src/command/index.ts';
import { plural } from '../../src/text/plural.ts';
import type { Reply, ReplyLink } from '../../src/text/reply.ts';
import { joinTexts, plain, text } from '../../src/text/text.ts';
import { accountLine } from './account-line.ts';
import { accountTable } from './account-table.ts';
import { decodePage, encodePage, type ListPage, pageOption } from './list-page.ts';

/** `/user list`: lists the local accounts, one page at a time or all of them as a file (behaviour.md 3). */
export const list = defineQueryCommand({
  name: 'list',
  description: 'List the local accounts',
  example: 'user list active:false',
  visibility: 'private',
  args: z.strictObject({
    active: filter('Only active accounts, or only deactivated ones'),
    admin: filter('Only admins, or only accounts that are not'),
    moderator: filter('Only moderators, or only accounts that are not'),
    unconfirmed: filter('Only unconfirmed accounts, or only confirmed ones'),
    name: words('Only accounts where a part of the nickname or name starts with this'),
    file: z.boolean().default(false).meta({ description: 'Send the whole list as a file', inTerminal: null }),
    page: pageOption,
  }),

  async read({ em, pageSize }, { page, file, ...chosen }) {
    const asked = page === undefined ? { filter: chosen, cursor: {}, file } : decodePage(page);
    if (asked.file) {
      return wholeList((after) => listUsers(em, asked.filter, { after: after?.id }, rowsAtATime));
    }
    // The extra row shows whether the list continues.
    const found = await listUsers(em, asked.filter, asked.cursor, pageSize + 1);
    return onePage(found, pageSize, asked);
  },
});

function onePage(found: readonly ListedUser[], size: number, { filter: chosen, cursor }: ListPage): Reply {
  const { rows: users, previous, next } = pageOf(found, size, cursor);

  const link = (label: string, to: Partial<ListPage>, beside = false): ReplyLink => ({
    beside,
    label,
    command: 'user list',
    page: encodePage({ filter: chosen, cursor: {}, file: false, ...to }),
  });
  return {
    tone: 'information',
    line:
      users.length === 0
        ? text`No matching accounts.`
        : text`${users.length} ${[plural(users.length, 'account', 'accounts')]}${[(previous ?? next) ? ' on this page' : '']}.`,
    ...(users.length === 0
      ? {}
      : {
          title: text`Local accounts`,
          body: joinTexts(
            users.map((user) => accountLine(user)),
            '\n',
          ),
        }),
    table: accountTable(users),
    links: [
      ...(previous ? [link('Previous', { cursor: { before: previous.id } })] : []),
      ...(next ? [link('Next', { cursor: { after: next.id } })] : []),
      ...(users.length > 0 ? [link('Export list', { file: true }, true)] : []),
    ],
    data: users.map((user) => ({ ...user })),
  };
}

async function wholeList(read: (after: ListedUser | undefined) => Promise<ListedUser[]>): Promise<Reply> {
  const lines = linesInBatches(read, (user) => plain(accountLine(user)));
  const { count, files } = await fileOfLines('accounts.txt', lines);
  return {
    tone: 'information',
    line:
      count === 0
        ? text`No matching accounts, so there is no file. Change the options, or leave some out.`
        : text`${count} ${[plural(count, 'account', 'accounts')]} in the file.`,
    files,
    data: { accounts: count },
  };
}

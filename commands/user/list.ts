import { z } from 'zod';
import { type ListedUser, listUsers } from '../../src/akkoma/lookup/list-users.ts';
import { createListing, defineQueryCommand, filter, rowsAtATime, words } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';
import { accountLine } from './account-line.ts';
import { accountTable } from './account-table.ts';
import { decodePage, encodePage, pageOption } from './list-page.ts';

const accounts = createListing<ListedUser>({
  command: 'user list',
  title: text`Local accounts`,
  noun: ['account', 'accounts'],
  empty: {
    list: text`No matching accounts.`,
    file: text`No matching accounts, so there is no file. Change the options, or leave some out.`,
  },
  describe: (user) => accountLine(user),
  tableOf: accountTable,
  dataOf: (user) => ({ ...user }),
});

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
      return accounts.file((after) => listUsers(em, asked.filter, { after: after?.id }, rowsAtATime));
    }
    // The extra row shows whether the list continues.
    const found = await listUsers(em, asked.filter, asked.cursor, pageSize + 1);
    return accounts.page(found, {
      size: pageSize,
      cursor: asked.cursor,
      encode: (way, { id }) =>
        encodePage({
          filter: asked.filter,
          cursor: way === 'file' ? {} : { [way]: id },
          file: way === 'file',
        }),
    });
  },
});

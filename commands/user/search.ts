import { z } from 'zod';
import { isFlakeId } from '../../entities/types/flake-id-text.ts';
import type { Cursor } from '../../src/akkoma/lookup/list-users.ts';
import { type FoundUser, searchUsers } from '../../src/akkoma/lookup/search-users.ts';
import { defineQueryCommand, pageOf, searchText } from '../../src/command/index.ts';
import { plural } from '../../src/text/plural.ts';
import type { Reply, ReplyLink } from '../../src/text/reply.ts';
import { joinTexts, text } from '../../src/text/text.ts';
import { accountLine } from './account-line.ts';
import { foundTable } from './account-table.ts';

const place = z.string().refine(isFlakeId, 'must be a position in the results').optional();

/** `/user search`: finds local and remote accounts by nickname, name or domain; for admins also by e-mail address. */
export const search = defineQueryCommand({
  name: 'search',
  description: 'Search local and remote accounts by nickname, name or domain; admins also by e-mail address',
  example: 'user search spam.example',
  visibility: 'private',
  secretArgs: ['text'],
  args: z.strictObject({
    text: searchText(
      'Domain, or start of a nickname or of a word in a name; for admins also of an e-mail address',
    ),
    after: place.meta({ description: 'Where the page starts', offered: false }),
    before: place.meta({ description: 'Where the page ends', offered: false }),
  }),

  ofPage: (page) => {
    const [kind, place, ...rest] = page.split(':');
    return { text: rest.join(':'), [kind === 'b' ? 'before' : 'after']: place };
  },

  async read({ em, instance, pageSize, may }, { text: sought, ...cursor }) {
    const search = { text: sought, addresses: may('sensitive') };
    return replyOf(
      await searchUsers(em, instance, search, { ...cursor, limit: pageSize + 1 }),
      pageSize,
      sought,
      cursor,
    );
  },
});

function replyOf(found: readonly FoundUser[], size: number, sought: string, cursor: Cursor): Reply {
  const { rows: users, previous, next } = pageOf(found, size, cursor);
  const link = (label: string, page: string): ReplyLink => ({ label, command: 'user search', page });
  return {
    tone: 'information',
    line:
      users.length === 0
        ? text`No matching accounts.`
        : text`${users.length} matching ${[plural(users.length, 'account', 'accounts')]}${[(previous ?? next) ? ' on this page' : '']}.`,
    ...(users.length === 0
      ? {}
      : {
          title: text`Search: ${sought}`,
          body: joinTexts(
            users.map((user) => accountLine(user, user.local ? 'local' : 'remote')),
            '\n',
          ),
        }),
    table: foundTable(users),
    links: [
      ...(previous ? [link('Previous', `b:${previous.id}:${sought}`)] : []),
      ...(next ? [link('Next', `a:${next.id}:${sought}`)] : []),
    ],
    data: users.map((user) => ({ ...user })),
  };
}

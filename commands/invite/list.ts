import { z } from 'zod';
import { inviteTypeInWords, shortenToken } from '../../src/akkoma/registration/invites.ts';
import { type ListedInvite, listInvites } from '../../src/akkoma/registration/list-invites.ts';
import { createListing, defineQueryCommand, rowsAtATime } from '../../src/command/index.ts';
import { plural } from '../../src/text/plural.ts';
import { type Table, tableOf } from '../../src/text/table.ts';
import { type Text, text } from '../../src/text/text.ts';

/** A page as its button encodes it: after or before the number of an invite, or all invites as a file. */
const pageName = z
  .string()
  .regex(/^(after|before):\d{1,18}$|^file$/, 'must be a page from the buttons of the list');

/**
 * `/invite list`: lists all invites, the newest first (behaviour.md 4). Callers who may not run sensitive commands see
 * only the beginning of each token.
 */
export const list = defineQueryCommand({
  name: 'list',
  description: 'List invites, the newest first',
  example: 'invite list',
  visibility: 'private',
  reads: ['user_invite_tokens'],
  args: z.strictObject({
    page: pageName
      .optional()
      .meta({ description: 'Page of the list, as its buttons encode it', offered: false }),
  }),

  async read({ em, pageSize, may }, { page = '' }) {
    const shown = (found: readonly ListedInvite[]): ListedInvite[] =>
      may('sensitive') ? [...found] : found.map((each) => ({ ...each, token: shortenToken(each.token) }));
    if (page === 'file') {
      return listed.file(async (after) =>
        shown(await listInvites(em, { after: after?.id.toString() }, rowsAtATime)),
      );
    }

    const [way, place] = page.split(':');
    const cursor = way === 'before' ? { before: place } : { after: place };
    const found = await listInvites(em, cursor, pageSize + 1);
    return listed.page(shown(found), {
      size: pageSize,
      cursor,
      encode: (to, { id }) => (to === 'file' ? to : `${to}:${id}`),
    });
  },
});

const tableOfInvites = (found: readonly ListedInvite[]): Table =>
  tableOf(found, {
    Id: { text: ({ id }) => text`#${id}` },
    State: {
      text: ({ used, valid }): Text => [valid ? 'valid' : used ? 'used up or revoked' : 'not valid'],
      mood: ({ valid }) => (valid ? 'good' : 'plain'),
    },
    'Uses left': { text: ({ left }) => (left === null ? [] : text`${left}`) },
    Expires: { text: ({ expires }) => text`${expires ?? ''}` },
    Type: { text: ({ type }) => text`${inviteTypeInWords(type)}`, shortens: true },
    Token: { text: ({ token }) => text`${token}` },
  });

function describe({ id, token, type, used, left, expires, valid }: ListedInvite): Text {
  const marks = [
    ...(used ? ['used up or revoked'] : []),
    ...(left === null ? [] : [`${left} ${plural(left, 'use', 'uses')} left`]),
    ...(expires === null ? [] : [`expires ${expires}`]),
    valid ? 'valid' : 'not valid',
  ];
  return text`#${id} ${inviteTypeInWords(type)} · ${token} · ${[marks.join(', ')]}`;
}

const listed = createListing<ListedInvite>({
  command: 'invite list',
  title: text`Invites`,
  noun: ['invite', 'invites'],
  empty: { list: text`No invites.`, file: text`No invites.` },
  describe,
  tableOf: tableOfInvites,
  dataOf: (invite) => ({ ...invite }),
});

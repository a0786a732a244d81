import { z } from 'zod';
import { isFlakeId } from '../../entities/types/flake-id-text.ts';
import type { Cursor, UserFilter } from '../../src/akkoma/lookup/list-users.ts';

/** A page of the list: the accounts that match the filter at a cursor, or all of them as a file. */
export interface ListPage {
  readonly filter: UserFilter;
  readonly cursor: Cursor;
  readonly file: boolean;
}

const flags = ['active', 'admin', 'moderator', 'unconfirmed'] as const;

/**
 * Encodes a page as text for a button, in at most 68 characters: four flags, the kind of cursor, the cursor, the words.
 */
export function encodePage({ filter, cursor, file }: ListPage): string {
  const marks = flags.map((flag) => ({ true: 't', false: 'f', undefined: '-' })[`${filter[flag]}`]).join('');
  const [kind, place] = file
    ? ['file', '']
    : cursor.before === undefined
      ? ['after', cursor.after ?? '']
      : ['before', cursor.before];
  return [marks, kind.charAt(0), place, filter.name ?? ''].join(':');
}

const token = z
  .string()
  .regex(/^[tf-]{4}:[abf]:\w{0,22}:[\s\S]{0,40}$/, 'must be a page from the buttons of the list')
  .refine((text) => ['', undefined].includes(text.split(':')[2]) || isFlakeId(text.split(':')[2] ?? ''));

/** The argument that takes an encoded page. */
export const pageOption = token
  .optional()
  .meta({ description: 'Page of the list, as its buttons encode it', offered: false });

export function decodePage(page: z.infer<typeof token>): ListPage {
  const [marks = '', kind, place = '', ...words] = page.split(':');
  const chosen = flags.map((flag, index) => [flag, { t: true, f: false }[marks.charAt(index)]] as const);
  const name = words.join(':');
  return {
    filter: { ...Object.fromEntries(chosen), name: name === '' ? undefined : name },
    cursor: place === '' ? {} : kind === 'b' ? { before: place } : { after: place },
    file: kind === 'f',
  };
}

import { plural } from '../../src/text/plural.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { type Text, text } from '../../src/text/text.ts';

/** Returns a number of accounts in words: `1 account`, `2 accounts`. */
export const accountsIn = (count: number): Text => text`${count} ${[plural(count, 'account', 'accounts')]}`;

/**
 * Returns the field for accounts that an action in batches left out, because other actions decided about them first.
 */
export const leftOut = (count: number | undefined): ReplyField[] =>
  count === undefined
    ? []
    : [{ name: 'Left out', value: text`${accountsIn(count)}, which others decided about meanwhile` }];

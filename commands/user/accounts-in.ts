import { plural } from '../../src/text/plural.ts';
import type { ReplyField } from '../../src/text/reply.ts';
import { type Text, text } from '../../src/text/text.ts';

/** `1 account`, `2 accounts`. */
export const accountsIn = (count: number): Text => text`${count} ${[plural(count, 'account', 'accounts')]}`;

/** Which accounts an act on many, or on one with many followers, did not come to. */
export const leftOut = (count: number | undefined): ReplyField[] =>
  count === undefined
    ? []
    : [{ name: 'Left out', value: text`${accountsIn(count)}, which others decided about meanwhile` }];

import { type Text, text } from '../../src/text.ts';

/** `1 account`, `2 accounts`. */
export const accountsIn = (count: number): Text => text`${count} ${[count === 1 ? 'account' : 'accounts']}`;

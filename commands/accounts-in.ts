import { plural } from '../src/text/plural.ts';
import type { ReplyField } from '../src/text/reply.ts';
import { type Text, text } from '../src/text/text.ts';

/** Returns a number of accounts in words: `1 account`, `2 accounts`; `all accounts` where they are not counted yet. */
export const accountsIn = (count: number | undefined): Text =>
  count === undefined ? text`all accounts` : text`${count} ${[plural(count, 'account', 'accounts')]}`;

/**
 * Returns the field for accounts that an action in batches left out, because other actions decided about them first.
 */
export const leftOut = (count: number | undefined): ReplyField[] =>
  count === undefined
    ? []
    : [{ name: 'Skipped', value: text`${accountsIn(count)} changed by others in the meantime` }];

/** Returns the field for a count; none for 0. */
export const countField = (name: string, count: number): ReplyField[] =>
  count === 0 ? [] : [{ name, value: text`${count}`, inline: true }];

/** Returns the field for the mails that Akkoma sends to an account that was created or confirmed; none for 0. */
export function mailField({
  mails,
  confirmed,
  approved,
}: {
  readonly mails: number;
  readonly confirmed: boolean;
  readonly approved: boolean;
}): ReplyField[] {
  if (mails === 0) return [];
  // An account that waits for approval is announced to the staff (behaviour.md 2.3).
  const value =
    confirmed && !approved
      ? text`${mails} ${[plural(mails, 'mail', 'mails')]} to the owner and to staff ${[plural(mails, 'is', 'are')]} queued.`
      : text`A mail to the owner is queued.`;
  return [{ name: 'Mail', value }];
}

/** Returns the field that says that the owner was notified; none where no mail was sent. */
export const notifiedField = (preset: string | undefined): ReplyField[] =>
  preset === undefined
    ? []
    : [{ name: 'Notified', value: text`the owner, with the mail preset ${preset}`, inline: true }];

/** Returns the duration of an act in words, to follow the act: ` for 7d`; empty for an act without an end. */
export const forTimeIn = (time: string | undefined): Text => (time === undefined ? [] : text` for ${time}`);

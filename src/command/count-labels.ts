import type { CountKey, Counts } from '../operations/index.ts';
import type { ReplyField } from '../text/reply.ts';
import { type Text, text } from '../text/text.ts';

/** The label of each count, in display order. */
const labels: Readonly<Record<CountKey, string>> = {
  actions_undone: 'actions undone',
  accounts_to_confirm: 'accounts to confirm',
  accounts_to_unconfirm: 'accounts to unconfirm',
  accounts_to_activate: 'accounts activated',
  accounts_to_deactivate: 'accounts deactivated',
  accounts_kept_deactivated: 'accounts that stay deactivated',
  local_follows_ended: 'follows of local accounts that end',
  local_followers_unsubscribed: 'local followers unsubscribed',
  posts: 'posts',
  likes: 'likes',
  boosts: 'boosts',
  reactions: 'reactions',
  followers: 'followers',
  follows: 'follows',
  sessions_ended: 'sessions that end',
  report_notifications_deleted: 'report notifications deleted',
  restored_accounts: 'accounts put back',
  restored_follows: 'follows that come back',
  restored_follows_asked_for_anew: 'follows asked for anew',
  restored_follows_ended: 'follows that end',
  restored_notifications: 'notifications that come back',
  restored_bookmarks: 'bookmarks that come back',
  restored_report_notes: 'report notes that come back',
  restored_invites: 'invites that can be used again',
  restored_invites_deleted: 'invites deleted',
  restored_mails: 'mails not sent after all',
  restored_released: 'accounts left to an earlier action',
  left_unchanged: 'left as they are',
};

const keys = Object.keys(labels) as CountKey[];

const labelled = (counts: Counts): { readonly label: string; readonly count: number }[] =>
  keys.flatMap((key) => {
    const count = counts[key];
    return count === undefined ? [] : [{ label: labels[key], count }];
  });

/** Returns counts as lines, in display order. */
export const countLines = (counts: Counts): Text[] =>
  labelled(counts).map(({ label, count }) => text`${[label]}: ${count}`);

/** Returns counts as inline fields. */
export const countFields = (counts: Counts): ReplyField[] =>
  labelled(counts).map(({ label, count }) => fieldOf(label, text`${count}`));

/** Returns the counts that differ between two plans, as inline fields. */
export const differingCountFields = (before: Counts, now: Counts): ReplyField[] =>
  keys.flatMap((key) => {
    const [from = 0, to = 0] = [before[key], now[key]];
    return from === to ? [] : [fieldOf(labels[key], text`${from} → ${to}`)];
  });

const fieldOf = (label: string, value: Text): ReplyField => ({
  name: label.charAt(0).toUpperCase() + label.slice(1),
  value,
  inline: true,
});

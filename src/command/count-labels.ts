import type { CountKey, Counts } from '../operations/index.ts';

/** What people read for each count, in the order in which they read it. */
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

/** Counts with their labels, in the order in which people read them. */
export const labelledCounts = (counts: Counts): { readonly label: string; readonly count: number }[] =>
  keys.flatMap((key) => {
    const count = counts[key];
    return count === undefined ? [] : [{ label: labels[key], count }];
  });

/** Counts that differ between two plans, with their labels. */
export const differingCounts = (before: Counts, now: Counts): { label: string; from: number; to: number }[] =>
  keys.flatMap((key) => {
    const [from = 0, to = 0] = [before[key], now[key]];
    return from === to ? [] : [{ label: labels[key], from, to }];
  });

import type { CountKey, Counts } from '../operations/index.ts';
import type { ReplyField } from '../text/reply.ts';
import { joinTexts, type Text, text } from '../text/text.ts';

/** The label of each count, in display order. */
const labels: Readonly<Record<CountKey, string>> = {
  actions_undone: 'actions undone',
  accounts_to_confirm: 'accounts confirmed',
  accounts_to_unconfirm: 'accounts unconfirmed',
  accounts_to_activate: 'accounts activated',
  accounts_to_deactivate: 'accounts deactivated',
  accounts_to_approve: 'accounts approved',
  accounts_to_reject: 'accounts rejected',
  accounts_kept_deactivated: 'accounts kept deactivated',
  local_follows_ended: 'follows of local accounts ended',
  local_followers_unsubscribed: 'local followers removed',
  posts_to_delete: 'posts',
  posts: 'posts, private ones included',
  likes: 'likes',
  boosts: 'boosts',
  reactions: 'reactions',
  followers: 'followers',
  follows: 'follows',
  sessions_ended: 'sessions ended',
  report_notifications_deleted: 'report notifications deleted',
  reports: 'reports',
  restored_accounts: 'accounts restored',
  restored_posts: 'posts restored',
  restored_likes: 'likes restored',
  restored_boosts: 'boosts restored',
  restored_reactions: 'reactions restored',
  restored_follows: 'follows restored',
  restored_follows_asked_for_anew: 'follows requested again',
  restored_follows_ended: 'follows ended',
  restored_notifications: 'notifications restored',
  restored_bookmarks: 'bookmarks restored',
  restored_reports: 'reports restored',
  restored_report_notes: 'report notes restored',
  restored_report_notes_deleted: 'report notes deleted',
  restored_invites: 'invites restored',
  restored_invites_deleted: 'invites deleted',
  restored_mails: 'unsent mails removed',
  restored_released: 'accounts left to an earlier deactivation',
  left_unchanged: 'left unchanged',
};

/** The counts that are shown where they are 0, too. */
const answers: ReadonlySet<CountKey> = new Set(['sessions_ended']);

const keys = Object.keys(labels) as CountKey[];

const labelled = (counts: Counts): { readonly label: string; readonly count: number }[] =>
  keys.flatMap((key) => {
    const count = counts[key];
    return count === undefined || (count === 0 && !answers.has(key)) ? [] : [{ label: labels[key], count }];
  });

/** Returns counts as lines, in display order. */
export const countLines = (counts: Counts): Text[] =>
  labelled(counts).map(({ label, count }) => text`${[label]}: ${count}`);

/** Returns counts as one field, in one line; none where all are 0. On a phone, a field for each takes a screen. */
export function countFields(counts: Counts, name: string): ReplyField[] {
  const lines = countLines(counts);
  return lines.length === 0 ? [] : [{ name, value: joinTexts(lines, ' · ') }];
}

/** Returns the counts that differ between two plans, as inline fields. */
export const differingCountFields = (before: Counts, now: Counts): ReplyField[] =>
  keys.flatMap((key) => {
    const [from = 0, to = 0] = [before[key], now[key]];
    const name = `${labels[key].charAt(0).toUpperCase()}${labels[key].slice(1)}`;
    return from === to ? [] : [{ name, value: text`${from} → ${to}`, inline: true }];
  });

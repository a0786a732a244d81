import { Colors, EmbedBuilder, subtext } from 'discord.js';
import type { FeedEntry } from '../../actions/index.ts';
import { type AuditWords, actionLink, auditLine, kindOf, markOf } from './audit-line.ts';
import { limits } from './limits.ts';

const colours = {
  waiting: Colors.Gold,
  done: Colors.Green,
  changed: Colors.Blurple,
  refused: Colors.Grey,
  failed: Colors.Red,
} as const satisfies Record<ReturnType<typeof kindOf>, number>;

/** The embeds for entries of the audit log, in order: one for each run of entries about the same action, or about none. */
export const auditEmbeds = (entries: readonly FeedEntry[], words: AuditWords): EmbedBuilder[] =>
  groupsOf(entries).map((group) => {
    const [first] = group;
    const last = group.at(-1);
    const embed = new EmbedBuilder().setDescription(bodyOf(group, words));
    return first === undefined || last === undefined ? embed : embed.setColor(colours[kindOf(last)]);
  });

/** How many of the first entries fit into one message; at least one. */
export function fitting(entries: readonly FeedEntry[], words: AuditWords): number {
  let count = 1;
  while (count < entries.length) {
    const groups = groupsOf(entries.slice(0, count + 1));
    const lengths = groups.map((group) => bodyOf(group, words).length);
    if (groups.length > limits.embeds || lengths.some((length) => length > limits.description)) break;
    if (lengths.reduce((sum, length) => sum + length, 0) > limits.embed) break;
    count += 1;
  }
  return count;
}

/** The lines of a group, and below them, small, its action and the marks of its entries. */
function bodyOf(group: readonly FeedEntry[], words: AuditWords): string {
  const [first] = group;
  const lines = group.map((entry, index) => auditLine(entry, words, index === 0 || entry.actionId === null));
  const link = first === undefined || first.actionId === null ? [] : [actionLink(first)];
  return [...lines, subtext([...link, ...group.map(markOf)].join(' · '))].join('\n');
}

/** Entries that follow each other and are about the same action, or about none, stand together. */
function groupsOf(entries: readonly FeedEntry[]): FeedEntry[][] {
  const groups: FeedEntry[][] = [];
  for (const entry of entries) {
    const current = groups.at(-1);
    if (current?.[0]?.actionId === entry.actionId) current.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

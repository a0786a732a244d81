import { Colors, EmbedBuilder, subtext } from 'discord.js';
import { type FeedEntry, hasLine } from '../../actions/index.ts';
import { changedBy, isHarmless, kindOf } from './audit-events.ts';
import { type AuditWords, actionLink, auditLine, markOf } from './audit-line.ts';
import { limits } from './limits.ts';

const colours = {
  waiting: Colors.Gold,
  done: Colors.Green,
  changed: Colors.Blurple,
  refused: Colors.Grey,
  failed: Colors.Red,
} as const satisfies Record<ReturnType<typeof kindOf>, number>;

/** One line of the audit channel, and the entries of the act that it tells, in order. */
interface Line {
  readonly entry: FeedEntry;
  readonly entries: readonly FeedEntry[];
}

/** The embeds for entries of the audit log, in order: one for each run of lines about the same action, or about none. */
export const auditEmbeds = (entries: readonly FeedEntry[], words: AuditWords): EmbedBuilder[] =>
  groupsOf(linesOf(entries)).map((group) => {
    const last = group.at(-1);
    const embed = new EmbedBuilder().setDescription(bodyOf(group, words));
    return last === undefined ? embed : embed.setColor(colours[kindOf(last.entry)]);
  });

/** How many of the first entries fit into one message; at least one. */
export function fitting(entries: readonly FeedEntry[], words: AuditWords): number {
  let count = 1;
  while (count < entries.length) {
    const groups = groupsOf(linesOf(entries.slice(0, count + 1)));
    const lengths = groups.map((group) => bodyOf(group, words).length);
    if (groups.length > limits.embeds || lengths.some((length) => length > limits.description)) break;
    if (lengths.reduce((sum, length) => sum + length, 0) > limits.embed) break;
    count += 1;
  }
  return count;
}

/** Whether a message with these entries need not make a sound. */
export const isQuiet = (entries: readonly FeedEntry[]): boolean => entries.every(isHarmless);

/** The lines of a group, and below them, small, its action and the marks of its entries. */
function bodyOf(group: readonly Line[], words: AuditWords): string {
  const [first] = group;
  const lines = group.map(({ entry, entries }, index) => {
    const start = entries.find(({ event }) => event === 'action.approved');
    return auditLine(
      entry,
      words,
      index === 0 || entry.actionId === null,
      start === entry ? undefined : start,
    );
  });
  const link = first === undefined || first.entry.actionId === null ? [] : [actionLink(first.entry)];
  const marks = group.flatMap(({ entries }) => entries).map(markOf);
  return [...lines, subtext([...link, ...marks].join(' · '))].join('\n');
}

/** The entries by the line that tells them. One act may write several entries, of which the last one tells it. */
function linesOf(entries: readonly FeedEntry[]): Line[] {
  const lines: Line[] = [];
  for (const entry of entries.toReversed()) {
    const [next] = lines;
    if (next !== undefined && tells(next.entry, entry)) {
      lines[0] = { ...next, entries: [entry, ...next.entries] };
    } else if (hasLine(entry)) {
      lines.unshift({ entry, entries: [entry] });
    }
  }
  return lines;
}

/** Whether the line of an entry also tells the one before it. */
function tells(entry: FeedEntry, before: FeedEntry): boolean {
  switch (before.event) {
    case 'action.approved':
      return entry.actionId === before.actionId && entry.ranBy !== null;
    case 'action.undone':
    case 'action.kept':
      return entry.actionId !== null && entry.actionId === changedBy(before);
    case 'command.refused':
      return entry.event === 'command.refused_often' && entry.actor === before.actor;
    default:
      return !hasLine(before);
  }
}

/** Lines that follow each other and are about the same action, or about none, stand together. */
function groupsOf(lines: readonly Line[]): Line[][] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const current = groups.at(-1);
    if (current?.[0]?.entry.actionId === line.entry.actionId) current.push(line);
    else groups.push([line]);
  }
  return groups;
}

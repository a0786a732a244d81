import type { Em } from '../../database/connection/connection.ts';
import { plural } from '../../text/plural.ts';
import { nameInvisible, oneLine } from '../../text/text.ts';
import type { Instance } from '../instance.ts';
import type { ReportState } from './flags.ts';
import { type ListedReport, listReports } from './list-reports.ts';

/** The maximum number of choices that Discord shows. */
const maxChoices = 25;

/** The number of the newest reports that are searched. */
const rowsScanned = 500;

/**
 * Suggests reports in these states, the newest first, for the beginning of an id, or for a part of what a suggestion
 * shows.
 */
export async function suggestReports(
  em: Em,
  instance: Instance,
  states: readonly ReportState[],
  typed: string,
): Promise<{ readonly name: string; readonly value: string }[]> {
  const part = typed.trim().replace(/^#/, '');
  const found = await listReports(em, instance, { states }, {}, rowsScanned);
  return found
    .map((report) => ({ name: reportInWords(report), value: report.id }))
    .filter(({ name, value }) => value.startsWith(part) || name.toLowerCase().includes(part.toLowerCase()))
    .slice(0, maxChoices);
}

/** What a suggestion shows of a report, in at most 100 characters: `frank: spam (by gina, 2 posts)`. */
function reportInWords({ about, by, why, posts }: ListedReport): string {
  const short = (value: string, length: number) => oneLine(nameInvisible(value), length);
  const reason = why === '' ? '' : `: ${short(why, 34)}`;
  const more = posts === 0 ? '' : `, ${posts} ${plural(posts, 'post', 'posts')}`;
  return oneLine(`${short(about.name, 24)}${reason} (by ${short(by.name, 20)}${more})`, 100);
}

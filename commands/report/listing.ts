import type { ListedReport } from '../../src/akkoma/reports/index.ts';
import { createListing, type Listing, unlessZero } from '../../src/command/index.ts';
import { inReportState } from '../../src/operations/reports/report-plan.ts';
import { type Mood, type Table, tableOf } from '../../src/text/table.ts';
import { code, joinTexts, oneLine, type Text, text } from '../../src/text/text.ts';

interface ShownAs {
  /** The command that shows the list. */
  readonly command: string;
  readonly title: Text;
  readonly empty: Readonly<Record<'list' | 'file', Text>>;
}

/** How many open reports an account has, where these are several. */
const severalOpen = ({ open_about: open }: ListedReport): Text => (open > 1 ? text` (${open} open)` : []);

function describe(report: ListedReport): Text {
  const { id, at, state, about, by, why, posts, notes } = report;
  return joinTexts(
    [
      text`${code(id)} ${at}`,
      [inReportState(state)],
      text`${oneLine(about.name, 50)}${severalOpen(report)}${why === '' ? [] : text`: ${oneLine(why, 50)}`}`,
      text`by ${oneLine(by.name, 50)}`,
      ...[unlessZero(posts, 'post', 'posts'), unlessZero(notes, 'note', 'notes')].filter(
        (each) => each !== null,
      ),
    ],
    ' · ',
  );
}

const moods: Readonly<Record<string, Mood>> = { open: 'waiting', resolved: 'good' };

const table = (rows: readonly ListedReport[]): Table =>
  tableOf(rows, {
    Id: { text: ({ id }) => text`${id}` },
    State: { text: ({ state }) => [inReportState(state)], mood: ({ state }) => moods[state] ?? 'plain' },
    About: { text: (report) => text`${report.about.name}${severalOpen(report)}`, shortens: true },
    By: { text: ({ by }) => text`${by.name}`, shortens: true },
    When: { text: ({ at }) => text`${at}` },
    Posts: { text: ({ posts }) => (posts === 0 ? [] : text`${posts}`) },
    Why: { text: ({ why }) => text`${why.replace(/\s+/g, ' ')}`, shortens: true },
  });

/** A list of reports. */
export const listingOfReports = ({ command, title, empty }: ShownAs): Listing<ListedReport> =>
  createListing<ListedReport>({
    command,
    title,
    noun: ['report', 'reports'],
    empty,
    describe,
    tableOf: table,
    dataOf: ({ at, about, by, ...report }) => ({
      ...report,
      at: at.toISOString(),
      about: { ...about },
      by: { ...by },
    }),
  });

import { type DecidedBy, decidedBy } from '../../src/actions/index.ts';
import {
  type ListedReport,
  listReports,
  postsOfReports,
  type Report,
  readReport,
} from '../../src/akkoma/reports/index.ts';
import {
  type CommandContext,
  counted,
  type TargetAccount,
  targetAccountOf,
} from '../../src/command/index.ts';
import { inReportState } from '../../src/operations/reports/report-plan.ts';
import type { QueueCard, QueueItem } from '../../src/queue/index.ts';
import { listNames } from '../../src/text/list-names.ts';
import type { QueueButton, Reply, ReplyField } from '../../src/text/reply.ts';
import { capitalized, code, joinTexts, oneLine, person, type Text, text } from '../../src/text/text.ts';
import { postText } from '../post-in-words.ts';
import { mostWhy, noteFields, postFields } from './report-in-words.ts';

/** How many of the newest reports are listed, and of how many of them the posts and notes are shown. */
const most = { listed: 8, read: 3, posts: 4 };

/** The operations that change the state of a report. */
const deciding = ['report.resolve', 'report.dismiss', 'report.reopen'];

interface Shown {
  readonly card: QueueCard;
  /** The reports of the card that Akkoma has, the newest first. */
  readonly reports: readonly ListedReport[];
  readonly items: ReadonlyMap<string, QueueItem>;
  readonly decided: ReadonlyMap<string, DecidedBy>;
}

/**
 * Draws the card of the reports about an account: who reported it and why, the posts, the account, who deals with it, and
 * what became of each report. Everyone in the channel sees it, so it shows what moderators may read.
 */
export async function drawReportCard(
  { em, instance }: Pick<CommandContext, 'em' | 'instance'>,
  card: QueueCard,
): Promise<Reply> {
  const ids = card.items.map(({ id }) => id);
  const reports = await listReports(em, instance, { ids }, {}, Number.POSITIVE_INFINITY);
  const decided = await decidedBy(
    em,
    { table: 'activities', ids },
    { operations: deciding, since: card.openedAt },
  );
  const shown: Shown = { card, reports, items: new Map(card.items.map((item) => [item.id, item])), decided };
  const about = reports[0]?.about;
  const name = about?.name ?? card.account;
  const account =
    about?.id == null
      ? null
      : await targetAccountOf({ em, instance }, { target: name, facts: { id: about.id } }, null);
  const isOpen = card.closedAt === null;
  const read = isOpen ? await readNewest({ em, instance }, shown) : [];
  const { posts: deletable } = await postsOfReports(
    em,
    openOf(shown).map(({ id }) => id),
  );
  return {
    tone: isOpen ? 'question' : 'done',
    title: titleOf(shown),
    line: lineOf(shown, name),
    ...bodyOf(shown),
    account: account?.account ?? { name, profile: null, avatar: null },
    fields: [
      ...accountField(account, card),
      ...takenField(card),
      ...listField(shown),
      ...postFields(postsOf(read), { instance, may: () => false }).slice(0, most.posts),
      ...noteFields(read.flatMap(({ notes }) => notes).toSorted((one, other) => one.number - other.number)),
    ],
    footer: text`${plural(ids.length)} ${ids.at(-1) ?? ''}`,
    queueCard: {
      queue: card.queue,
      card: card.id,
      last: card.items.at(-1)?.place ?? 0,
      buttons: buttonsOf(card, deletable),
    },
    data: null,
  };
}

const openOf = ({ card }: Pick<Shown, 'card'>): QueueItem[] =>
  card.items.filter(({ state }) => state === 'open');

const plural = (count: number): Text => [count === 1 ? 'ID' : 'Newest ID:'];

function titleOf(shown: Shown): Text {
  const open = openOf(shown).length;
  if (open > 0) return counted(open, 'open report', 'open reports');
  const states = [...new Set(shown.card.items.map(({ state }) => stateInWords(state)))];
  return states.length === 1 ? capitalized([states[0] ?? '']) : text`Decided`;
}

/** A report that Akkoma no longer has is gone. */
const stateInWords = (state: string): string => (state === 'gone' ? 'deleted' : inReportState(state));

function lineOf({ card, reports, decided }: Shown, name: string): Text {
  const reporters = [...new Set(reports.map(({ by }) => by.name))];
  const who = reporters.length === 0 ? text`Someone` : text`${listNames(reporters)}`;
  if (card.closedAt === null) return text`${who} reported ${name}.`;
  const last = [...decided.values()].toSorted((one, other) => other.action - one.action)[0];
  const by =
    last === undefined
      ? text`in Akkoma`
      : text`by ${person(last.by, oneLine(last.name, 40))} (action ${last.action})`;
  return text`${counted(card.items.length, 'report', 'reports')} about ${name}, decided ${by}.`;
}

/** What the reporter wrote, where there is one report. */
function bodyOf({ card, reports }: Shown): Pick<Reply, 'body'> {
  const [only] = reports;
  return card.items.length > 1 || only === undefined || only.why === ''
    ? {}
    : { body: postText({ text: only.why, warning: null }, mostWhy) };
}

const accountField = (account: TargetAccount | null, { account: address }: QueueCard): ReplyField[] => [
  ...(account === null ? [] : [account.field]),
  { name: 'URL', value: code(oneLine(address, 200)) },
];

const takenField = ({ takenBy }: QueueCard): ReplyField[] =>
  takenBy === null
    ? []
    : [{ name: 'Taken by', value: text`${person(takenBy.id, oneLine(takenBy.name, 40))} ${takenBy.at}` }];

/** A line for each report, where there are several. */
function listField(shown: Shown): ReplyField[] {
  const { reports, items } = shown;
  const lines = reports.slice(0, most.listed).map((report) => {
    const state = items.get(report.id)?.state ?? 'gone';
    const why = report.why === '' ? [] : text`: ${oneLine(report.why, 100)}`;
    return text`${report.at} by ${oneLine(report.by.name, 50)}${why}${state === 'open' ? [] : text` (${decisionOf(shown, report.id, state)})`}`;
  });
  const more = items.size - lines.length;
  if (items.size < 2) return [];
  return [
    {
      name: 'Reports',
      value: joinTexts(more > 0 ? [...lines, counted(more, 'more report', 'more reports')] : lines, '\n'),
    },
  ];
}

function decisionOf({ decided }: Shown, id: string, state: string): Text {
  const by = decided.get(id);
  const words = stateInWords(state);
  return by === undefined
    ? text`${[words]} in Akkoma`
    : text`${[words]} by ${person(by.by, oneLine(by.name, 40))}, action ${by.action}`;
}

/** Reads the newest open reports with their posts and notes. */
async function readNewest(
  { em, instance }: Pick<CommandContext, 'em' | 'instance'>,
  { reports, items }: Shown,
): Promise<Report[]> {
  const open = reports.filter(({ id }) => items.get(id)?.state === 'open').slice(0, most.read);
  const read: Report[] = [];
  for (const { id } of open) read.push(await readReport(em, instance, id));
  return read;
}

/** The posts of reports, each once. */
const postsOf = (reports: readonly Report[]): Report['reported'] => [
  ...new Map(reports.flatMap(({ reported }) => reported).map((post) => [post.address, post])).values(),
];

function buttonsOf({ closedAt, takenBy }: QueueCard, deletable: readonly string[]): QueueButton[] {
  if (closedAt !== null) return ['details'];
  return [
    takenBy === null ? 'take' : 'take_over',
    'resolve',
    'dismiss',
    'deactivate',
    ...(deletable.length === 0 ? [] : (['delete_posts'] as const)),
    'note',
    'details',
  ];
}

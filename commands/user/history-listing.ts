import { dataOfListed, type HistoryEntry } from '../../src/actions/index.ts';
import type { RecordedAccount } from '../../src/akkoma/lookup/recorded-account.ts';
import {
  type Catalogue,
  createListing,
  type Listing,
  moodOf,
  shortPhraseOf,
  stateInWords,
} from '../../src/command/index.ts';
import { inReportState } from '../../src/operations/reports/report-plan.ts';
import { tableOf } from '../../src/text/table.ts';
import { code, joinTexts, oneLine, person, type Text, text } from '../../src/text/text.ts';

/** The most characters of a phrase or note in a line. */
const mostOfPhrase = 150;

/** The history of an account as a list. */
export const listingOfHistory = ({ target }: RecordedAccount, catalogue: Catalogue): Listing<HistoryEntry> =>
  createListing<HistoryEntry>({
    command: 'user history',
    title: text`History of ${target}`,
    noun: ['entry', 'entries'],
    empty: {
      list: text`No actions on ${target}, and no notes about it.`,
      file: text`No actions on ${target}, and no notes about it, so there is no file.`,
    },
    describe: (entry) => describe(entry, catalogue),
    tableOf: (rows) =>
      tableOf(rows, {
        Id: { text: (entry) => (entry.kind === 'action' ? text`#${entry.id}` : []) },
        State: {
          text: (entry) => (entry.kind === 'action' ? stateOf(entry, catalogue) : text`in Akkoma`),
          mood: (entry) => (entry.kind === 'action' ? moodOf(entry.action.state) : 'plain'),
        },
        What: { text: (entry) => phraseOf(entry, catalogue), shortens: true },
        By: { text: byOf, shortens: true },
        When: { text: (entry) => text`${whenOf(entry)}` },
        Reason: {
          text: (entry) => (entry.kind === 'action' ? text`${entry.action.reason ?? ''}` : []),
          shortens: true,
        },
      }),
    dataOf,
  });

/** Describes an entry in one line. */
function describe(entry: HistoryEntry, catalogue: Catalogue): Text {
  const isAction = entry.kind === 'action';
  const reason = isAction ? entry.action.reason : null;
  return joinTexts(
    [
      text`${isAction ? text`#${entry.id}` : text`Akkoma`} ${whenOf(entry)}`,
      ...(isAction && entry.note === null ? [stateOf(entry, catalogue)] : []),
      phraseOf(entry, catalogue),
      byOf(entry),
      ...(reason === null ? [] : [text`${oneLine(reason, 40)}`]),
    ].filter((part) => part.length > 0),
    ' · ',
  );
}

type ActionEntry = Extract<HistoryEntry, { kind: 'action' }>;

const stateOf = ({ action }: ActionEntry, { operations }: Catalogue): Text =>
  stateInWords(action, operations.get(action.operation));

const whenOf = ({ at }: HistoryEntry): Date => new Date(Math.floor(at / 1000));

function byOf(entry: HistoryEntry): Text {
  if (entry.kind === 'action') return person(entry.action.requester_id, oneLine(entry.action.requester, 40));
  const { by } = entry.entry;
  return by === null || by === '' ? [] : text`${oneLine(by, 40)}`;
}

/** What staff did, or noted. */
function phraseOf(entry: HistoryEntry, catalogue: Catalogue): Text {
  switch (entry.kind) {
    case 'action':
      return actionInWords(entry, catalogue);
    case 'report_note':
      return text`note on the report ${code(entry.entry.report)}: ${oneLine(entry.entry.text, mostOfPhrase)}`;
    case 'log':
      return logInWords(entry.entry);
  }
}

function actionInWords({ action, note }: ActionEntry, catalogue: Catalogue): Text {
  const words = noteTextOf(action);
  if (words === null) return shortPhraseOf(action, catalogue, mostOfPhrase);
  const shown = oneLine(words, mostOfPhrase);
  if (note !== null) return text`note ${note}: ${shown}`;
  if (action.operation === 'user.note') return shortPhraseOf(action, catalogue, mostOfPhrase);
  return text`${shortPhraseOf(action, catalogue, mostOfPhrase)}: ${shown}`;
}

/** The words of a note that an action adds to an account or to a report. */
function noteTextOf({ operation, args }: ActionEntry['action']): string | null {
  const { text: words } = Object(args) as { readonly text?: unknown };
  const isNote = operation === 'user.note' || operation === 'report.note';
  return isNote && typeof words === 'string' ? words : null;
}

/**
 * An entry of Akkoma's log. Its sentence begins with who acted. Where it is about a report, it calls the reporter the
 * user that the report is on, so other words stand there.
 */
function logInWords({ by, act, message, report, state, text: note }: LogEntry): Text {
  if (report === null) return text`${oneLine(withoutActor(message, by), mostOfPhrase)}`;
  const words = text`${oneLine(note ?? '', mostOfPhrase)}`;
  if (act === 'report_note') return text`note on the report ${code(report)}, since deleted: ${words}`;
  if (act === 'report_note_delete') return text`deleted a note on the report ${code(report)}: ${words}`;
  return text`set the report ${code(report)} to ${[inReportState(state ?? '')]}`;
}

type LogEntry = Extract<HistoryEntry, { kind: 'log' }>['entry'];

const withoutActor = (message: string, by: string): string =>
  message.startsWith(`@${by} `) ? message.slice(by.length + 2) : message;

const dataOf = (entry: HistoryEntry) =>
  entry.kind === 'action'
    ? {
        kind: entry.kind,
        ...dataOfListed(entry.action),
        note: entry.note,
        text: noteTextOf(entry.action),
      }
    : { kind: entry.kind, id: entry.id, at: whenOf(entry).toISOString(), ...entry.entry };

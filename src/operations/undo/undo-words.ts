import { joinTexts, type Text, text } from '../../text/text.ts';
import type { UndoSample, UndoSummary } from '../../undo/index.ts';
import { type Counts, restoredCounts } from '../counts.ts';

export const isNothing = ({ kinds }: UndoSummary): boolean => Object.keys(kinds).length === 0;

export const countsOf = ({ kinds, skipped }: UndoSummary): Counts => ({
  ...restoredCounts(kinds),
  ...(skipped === 0 ? {} : { left_unchanged: skipped }),
});

/** What the requester should know beforehand. */
export const warningsOf = ({ kinds, skipped, samples, mailsBegun }: UndoSummary): Text[] => [
  ...(skipped === 0 ? [] : [text`Left as they are: ${listed(samples, skipped)}.`]),
  ...(kinds.follows_asked_for_anew === undefined
    ? []
    : [
        text`Other servers have been told that ${kinds.follows_asked_for_anew} of the follows ended. Those are asked for anew, and come back when the other side accepts.`,
      ]),
  ...(mailsBegun === 0 ? [] : [text`Mails that have gone out already: ${mailsBegun}. They stay sent.`]),
];

export function nothingToRestore(target: string, { isRecorded, skipped, samples }: UndoSummary): Text {
  if (!isRecorded) {
    return text`What ${target} changed is no longer on record. Change by hand what is to be as it was.`;
  }
  return skipped === 0
    ? text`Nothing of ${target} is left to put back: all is as it was before. There is nothing to do.`
    : text`Nothing of ${target} can be put back: ${listed(samples, skipped)}. Change by hand what is still wrong.`;
}

/** Some rows that are left alone, and how many more there are. */
const listed = (samples: readonly UndoSample[], all: number): Text => [
  ...joinTexts(samples.map(describe), '; '),
  ...(all > samples.length ? text`; and ${all - samples.length} more` : []),
];

/** What the tables had when the rows were changed, and no longer have since an upgrade of Akkoma. */
export const lostInWords = (names: readonly string[]): Text[] =>
  names.length === 0
    ? []
    : [text`This Akkoma no longer has ${names.join(', ')}: what was there is not put back.`];

/** Describes a row that is left alone, with the reason. */
export function describe({
  table,
  verdict,
  names: [first = 'someone', second = 'someone'],
  decidedBy,
}: UndoSample): Text {
  const since = decidedBy === null ? text`since` : text`since, by action ${decidedBy}`;
  if (verdict === 'gone') return text`something of ${first} is kept nowhere any more`;
  switch (table) {
    case 'users':
      if (verdict === 'removed') return text`${first} has been removed`;
      if (verdict === 'last_admin') return text`${first} stays as the only active admin`;
      if (verdict === 'taken') return text`the address that ${first} had belongs to another account`;
      return text`${first} has been changed ${since}`;
    case 'following_relationships':
      if (verdict === 'taken') return text`${first} follows ${second} again already`;
      if (verdict === 'orphaned') return text`${first} or ${second} is no longer there`;
      if (verdict === 'forbidden') return text`${first} does not follow ${second} again, across a block`;
      return text`how ${first} follows ${second} has been changed since`;
    case 'user_invite_tokens':
      return text`invite ${[first]} has been used or changed ${since}`;
    default:
      if (verdict === 'forbidden')
        return text`a notification of ${first} stays away, across a block or a mute`;
      return text`something of ${first} has been changed since`;
  }
}

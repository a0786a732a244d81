import { plural } from '../../text/plural.ts';
import { capitalized, joinTexts, oneLine, plain, type Text, text } from '../../text/text.ts';
import type { UndoSample, UndoSummary } from '../../undo/index.ts';
import { type Counts, restoredCounts } from '../counts.ts';
import type { Facts } from '../facts.ts';
import type { Plan, PlanContext, StoredAction } from '../operation.ts';

export const isNothing = ({ kinds }: UndoSummary): boolean => Object.keys(kinds).length === 0;

export const countsOf = ({ kinds, skipped }: UndoSummary): Counts => ({
  ...restoredCounts(kinds),
  ...(skipped === 0 ? {} : { left_unchanged: skipped }),
});

/** What the requester should know beforehand. */
export const warningsOf = (
  { kinds, skipped, samples, mailsBegun, postsTold, mediaDeleted }: UndoSummary,
  inTheWay: readonly Text[],
): Text[] => [
  ...(skipped === 0
    ? []
    : [
        text`Not restored: ${listed(samples, skipped)}.${inTheWay.length === 0 ? [] : text` To restore it too, first undo ${inOrder(inTheWay)}.`}`,
      ]),
  ...(kinds.follows_asked_for_anew === undefined
    ? []
    : [
        text`Other servers were told that ${kinds.follows_asked_for_anew} of the follows ended. New follow requests are sent for these, and they are restored when the other side accepts.`,
      ]),
  ...(mailsBegun === 0 ? [] : [text`Mails already sent: ${mailsBegun}. They stay sent.`]),
  ...(postsTold === 0
    ? []
    : [
        text`Other servers were told of the deletion of ${postsTold} ${[plural(postsTold, 'post', 'posts')]}. Copies that they have deleted stay deleted.`,
      ]),
  ...(mediaDeleted === 0
    ? []
    : [
        text`Akkoma has begun to delete the media of ${mediaDeleted} ${[plural(mediaDeleted, 'post', 'posts')]}. Deleted files stay deleted.`,
      ]),
];

/** @param inTheWay the later actions to undo before, the last one first. */
export function nothingToRestore(
  target: string,
  { isRecorded, skipped, samples }: UndoSummary,
  inTheWay: readonly Text[],
): Text {
  if (!isRecorded) {
    return text`The changes of ${target} are no longer recorded. Restore them by hand.`;
  }
  if (skipped === 0) return text`Nothing to restore: everything is as it was before ${target}.`;
  const next =
    inTheWay.length === 0
      ? text`Correct by hand what is still wrong.`
      : text`First undo ${inOrder(inTheWay)}.`;
  return text`Nothing of ${target} can be restored: ${listed(samples, skipped)}. ${next}`;
}

const inOrder = (actions: readonly Text[]): Text => joinTexts(actions, ', then ');

/** Some rows that are left alone, and how many more there are. */
const listed = (samples: readonly UndoSample[], all: number): Text => [
  ...joinTexts(samples.map(describe), '; '),
  ...(all > samples.length ? text`; and ${all - samples.length} more` : []),
];

/** What the tables had when the rows were changed, and no longer have since an upgrade of Akkoma. */
export const lostInWords = (names: readonly string[]): Text[] =>
  names.length === 0
    ? []
    : [
        text`This version of Akkoma no longer has ${names.join(', ')}. What was stored there is not restored.`,
      ];

/** Describes a row that is left alone, with the reason. */
export function describe({
  table,
  verdict,
  names: [first = 'someone', second = 'someone'],
  decidedBy,
}: UndoSample): Text {
  const since = decidedBy === null ? text`since` : text`since, by action ${decidedBy}`;
  if (verdict === 'gone') return text`data of ${first} is no longer stored anywhere`;
  switch (table) {
    case 'users':
      if (verdict === 'removed') return text`${first} has been deleted`;
      if (verdict === 'last_admin') return text`${first} is the only active admin`;
      if (verdict === 'taken')
        return text`the previous e-mail address of ${first} belongs to another account`;
      return text`${first} was changed ${since}`;
    case 'following_relationships':
      if (verdict === 'taken') return text`${first} already follows ${second} again`;
      if (verdict === 'orphaned') return text`${first} or ${second} is deactivated or has been deleted`;
      if (verdict === 'forbidden') return text`${first} does not follow ${second} again because of a block`;
      return text`the follow of ${second} by ${first} was changed since`;
    case 'objects':
      if (verdict === 'unstored') return text`the text of the post was not stored on this instance`;
      if (verdict === 'orphaned') return text`the account of the author of the post has been deleted`;
      if (verdict === 'taken') return text`the post is there again`;
      return text`the post was changed ${since}`;
    case 'activities':
      return text`the like, boost or reaction of ${first}, who has been deleted`;
    case 'reports':
      return text`report ${first} was changed ${since}`;
    case 'report_notes':
      return text`the note of ${first} was changed or deleted since`;
    case 'user_invite_tokens':
      return text`invite ${[first]} was used or changed ${since}`;
    default:
      if (verdict === 'forbidden')
        return text`a notification of ${first} is not restored because of a block or a mute`;
      return text`data of ${first} was changed since`;
  }
}

/** The maximum length of the phrase of an undone action, among other words. */
const mostOfPhrase = 200;

/** What an action does, as its own card says it: "unconfirm dave". Falls back on the name of its operation and its target. */
export function actInWords(
  { phraseOf }: Pick<PlanContext, 'phraseOf'>,
  action: StoredAction & { readonly target: string },
): string {
  const phrase = phraseOf(action);
  const words = phrase === null ? `${action.operation.replace('.', ' ')} on ${action.target}` : plain(phrase);
  return oneLine(words, mostOfPhrase);
}

/** How an action ended that never ran. The words follow "Action 12". */
export const endedUnchanged: Readonly<Record<string, Text>> = {
  failed: text`failed. Nothing was changed`,
  stale: text`is out of date. Nothing was changed`,
  denied: text`was denied. Nothing was changed`,
  cancelled: text`was cancelled. Nothing was changed`,
  expired: text`expired. Nothing was changed`,
};

/**
 * Says how the actions that a plan undoes differ from those of an earlier plan: which were done since, and which were
 * undone. Empty where it undoes the same, or nothing.
 */
export function actionsSince(before: Facts, { facts, unbound }: Pick<Plan, 'facts' | 'unbound'>): Text {
  const [old, now] = [numbersIn(before), numbersIn(facts)];
  const more = now.filter((each) => !old.includes(each));
  const gone = old.filter((each) => !now.includes(each));
  const who = unbound?.undoneOf ?? 'The member';
  return joinTexts(
    [
      ...(more.length === 0
        ? []
        : [text`${who} has done ${more.length} more ${[wordFor(more)]} since, ${[named(more)]}.`]),
      ...(gone.length === 0
        ? []
        : [text`${capitalized([named(gone)])} ${[plural(gone.length, 'was', 'were')]} undone since.`]),
    ],
    ' ',
  );
}

const wordFor = (those: readonly number[]): string => plural(those.length, 'action', 'actions');
const named = (those: readonly number[]): string => `${wordFor(those)} ${those.join(', ')}`;

const numbersIn = ({ actions }: Facts): number[] =>
  Array.isArray(actions) ? actions.map(Number).toSorted((a, b) => a - b) : [];

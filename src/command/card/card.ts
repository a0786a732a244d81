import {
  type ActionEvent,
  type ActionView,
  type ApprovalPolicy,
  canRequestAgain,
  canRunLater,
  isSuperseded,
  readPlan,
  readRefresh,
  type StoredPlan,
  type Superseded,
} from '../../actions/index.ts';
import { plural } from '../../text/plural.ts';
import type { Json, Reply, ReplyField } from '../../text/reply.ts';
import { capitalized, oneLine, person, plain, questionOf, type Text, text } from '../../text/text.ts';
import type { Catalogue } from '../catalogue.ts';
import type { ActionCommand } from '../command.ts';
import { confirmationBody, fieldsOf, notesOf } from '../plan-reply.ts';
import { stateInWords } from '../state-in-words.ts';
import { summaryLine } from '../summary-reply.ts';
import type { TargetAccount } from '../target-account.ts';
import { typedLine } from '../typed-line.ts';
import { undoNeeds } from '../undo-needs.ts';
import { buttonsOf } from './card-buttons.ts';
import { historyOf } from './card-history.ts';
import { differencesOf } from './differences.ts';
import { needsRequester, phraseOf } from './phrase.ts';
import { refreshInWords } from './refresh-words.ts';
import { expiryOf, votingOf, warningOf } from './undecided.ts';
import { undoingShown } from './undoing.ts';

interface Drawing {
  readonly catalogue: Catalogue;
  readonly policy: ApprovalPolicy;
  /** The account that the action is about, where the card shows it. */
  readonly target?: TargetAccount | null;
}

type Content = Pick<Reply, 'tone' | 'line' | 'body'> & {
  /** A question needs none. */
  readonly title?: string | Text;
  readonly fields?: readonly ReplyField[];
};

/** Draws the card of an action from its stored state. The card is drawn again whenever that state changes. */
export function cardOf(view: ActionView, drawing: Drawing): Reply {
  const { catalogue, target } = drawing;
  const { action, history } = view;
  const entry = catalogue.byOperation(action.operation);
  const { tone, line, body, title, fields = [] } = contentOf(view, drawing);
  const needsVotes = action.votesNeeded > 0;
  return {
    tone,
    line,
    ...(title === undefined ? {} : { title: typeof title === 'string' ? [title] : title }),
    account: target?.account,
    ...(body === undefined ? {} : { body }),
    fields: [
      ...warningOf(action, entry?.command),
      ...(action.reason == null ? [] : [{ name: 'Reason', value: text`${action.reason}` }]),
      ...(needsVotes && entry !== undefined
        ? [{ name: 'Command', value: typedLine(entry, action.args) }]
        : []),
      ...(target == null ? [] : [target.field]),
      ...fields,
      // The first line of a history is the request, which the card shows anyway.
      ...(needsVotes && history.length > 1 ? [{ name: 'History', value: historyOf(history) }] : []),
    ],
    footer: text`Action ${action.id}`,
    card: { actionId: action.id, requestedAt: action.proposedAt, buttons: buttonsOf(view, drawing) },
    data: null,
  };
}

/** The data that a card is drawn from. */
interface Shown extends ActionView {
  readonly catalogue: Catalogue;
  readonly command: ActionCommand | null;
  readonly policy: ApprovalPolicy;
  readonly plan: StoredPlan;
  /** The act as a verb phrase, such as "deactivate lain". */
  readonly phrase: Text;
  /** The same as a sentence: "Deactivate lain.". */
  readonly sentence: Text;
  readonly requester: Text;
}

function contentOf(view: ActionView, { catalogue, policy }: Drawing): Content {
  const { action } = view;
  const command = catalogue.byOperation(action.operation)?.command ?? null;
  const plan = readPlan(action.plan);
  const phrase = phraseOf(action, catalogue);
  const sentence = text`${capitalized(phrase)}.`;
  const requester = person(action.requesterId, action.requesterName);
  return contents[action.state]({ ...view, catalogue, command, policy, plan, phrase, sentence, requester });
}

const nothingChanged = text`Nothing was changed.`;

const contents: Readonly<Record<ActionView['action']['state'], (shown: Shown) => Content>> = {
  proposed: (shown) => (shown.action.votesNeeded === 0 ? confirmContent(shown) : proposedContent(shown)),
  approved: ({ action, history, catalogue, plan, phrase, sentence, requester }) => {
    const waits = needsRequester(action, catalogue);
    const runs = isHeld(history) ? text`It runs as soon as Steward is unlocked.` : text`It runs in a moment.`;
    return {
      tone: 'question',
      title: 'Approved',
      line: waits ? text`${requester} can now press "Run now" to ${phrase}.` : text`${sentence} ${runs}`,
      fields: [...fieldsOf(plan, waits ? 'Would change' : 'Will change'), ...expiryOf(action)],
    };
  },
  running: ({ action, plan, sentence }) => ({
    tone: 'question',
    title: 'Running',
    line: sentence,
    fields: [
      ...fieldsOf(plan, 'Will change'),
      { name: 'Started', value: text`${action.updatedAt}`, inline: true },
    ],
  }),
  following: (shown) => {
    const { action, command } = shown;
    const { line, fields } = outcomeShown(shown);
    return {
      tone: 'question',
      title: capitalized(stateInWords(action, command?.definition.operation)),
      line,
      fields: [...fields, ...refreshShown(action), ...sinceShown(action)],
    };
  },
  done: doneContent,
  undone: (shown) => {
    const { isAutomatic, line, fields } = undoingShown(shown, shown.catalogue);
    return {
      tone: 'information',
      title: titled(isAutomatic ? 'Reverted' : 'Undone', shown.phrase),
      line,
      fields,
    };
  },
  failed: (shown) => ({
    tone: 'failed',
    title: titled('Failed', shown.phrase),
    line: nothingChanged,
    ...(canRunLater(shown.catalogue, shown.action) ? {} : newRequest(shown)),
    fields: [{ name: 'Error', value: text`${shown.action.failure ?? 'Unknown.'}` }],
  }),
  stale: (shown) => {
    const { action, plan, phrase } = shown;
    return {
      tone: 'refused',
      title: titled('Out of date', phrase),
      line: text`${action.failure ?? 'What it would do has changed since the request. Nothing was changed.'}`,
      ...newRequest(shown),
      fields: action.currentPlan == null ? [] : differencesOf(plan, readPlan(action.currentPlan)),
    };
  },
  denied: ({ history, phrase }) => {
    const last = history.at(-1);
    const denier = person(last?.actorId ?? '', last?.actorName ?? 'someone');
    return {
      tone: 'refused',
      title: titled('Denied', phrase),
      line: text`Denied by ${denier}. ${nothingChanged}`,
      fields: last?.reason == null ? [] : [{ name: 'Reason for denial', value: text`${last.reason}` }],
    };
  },
  cancelled: ({ phrase }) => ({
    tone: 'refused',
    title: titled('Cancelled', phrase),
    line: nothingChanged,
  }),
  expired: (shown) => ({
    tone: 'refused',
    title: titled('Expired', shown.phrase),
    line: nothingChanged,
    ...newRequest(shown),
  }),
};

/** Says who can press "Request again" and what it does, where the card has that button. */
const newRequest = ({ action, catalogue, requester }: Shown): Pick<Content, 'body'> =>
  canRequestAgain(catalogue, action)
    ? {
        body: text`Only ${requester} can request it again${[action.votesNeeded > 0 ? '; it then needs new approvals' : '']}.`,
      }
    : {};

/** A title such as "Denied: delete lain permanently". Discord draws no mentions and times in a title. */
const titled = (state: string, phrase: Text): Text => text`${[state]}: ${oneLine(plain(phrase), 200)}`;

/** Whether the lock has kept an approved action from running. */
const isHeld = (history: readonly ActionEvent[]): boolean => history.at(-1)?.event === 'action.held';

const confirmContent = (shown: Shown): Content => ({
  tone: 'question',
  line: questionOf(shown.phrase),
  body: confirmationBody,
  fields: [...fieldsOf(shown.plan, 'Would change'), ...undoNeeded(shown)],
});

/** Says which approvals an undo needs, where the action itself needed fewer. */
const undoNeeded = ({
  action: { tier, votesNeeded: votes },
  command,
  catalogue,
  policy,
}: Shown): ReplyField[] =>
  command === null
    ? []
    : undoNeeds(command.definition.operation, { tier, votes }, { policy, operations: catalogue.operations });

const proposedContent = ({
  action,
  history,
  policy,
  catalogue,
  plan,
  phrase,
  requester,
}: Shown): Content => ({
  tone: 'question',
  title: titled('Approval required', phrase),
  line: text`Requested by ${requester}, who can cancel it.`,
  fields: [...fieldsOf(plan, 'Would change'), ...votingOf(action, history, { policy, catalogue })],
});

function doneContent(shown: Shown): Content {
  const { action, history, superseded } = shown;
  const { line, fields } = outcomeShown(shown);
  // A requester who was asked has read the warnings already.
  const wasAsked = history.some(({ event }) => event === 'action.proposed');
  const unreversed = history.findLast(({ event, reason }) => event === 'action.kept' && reason !== null);
  return {
    tone: 'done',
    title: 'Done',
    line,
    fields: [
      ...fields,
      ...refreshShown(action),
      ...sinceShown(action),
      ...(wasAsked ? [] : notesOf(readPlan(action.plan).warnings)),
      ...(action.reversesAt == null ? keptBy(history) : [reversalOf(action.reversesAt, superseded)]),
      ...(unreversed?.reason == null
        ? []
        : [{ name: 'Automatic revert failed', value: text`${unreversed.reason}` }]),
      ...undoNeeded(shown),
    ],
  };
}

/** The outcome in words, with the progress of what Akkoma or Steward still does. */
function outcomeShown({ action, command, sentence }: Shown): {
  readonly line: Text;
  readonly fields: readonly ReplyField[];
} {
  const summary = command?.summarize(outcomeOf(action.outcome)) ?? { line: sentence };
  const progress = action.progress == null ? null : command?.progress(outcomeOf(action.progress));
  return {
    line: summaryLine(summary, progress ?? null),
    fields: [...(summary.fields ?? []), ...(progress?.fields ?? [])],
  };
}

/**
 * Shows whether Akkoma's running server uses the new state, once this is known. An undone action does not show it: the
 * action that undid it does.
 */
function refreshShown({ state, refresh }: ActionView['action']): ReplyField[] {
  const known = readRefresh(refresh);
  return known === null || known.state === 'pending' || state === 'undone'
    ? []
    : [{ name: 'In Akkoma', value: refreshInWords(known), inline: known.state === 'taken' }];
}

/** Shows the differences between the plan that people saw and the plan that ran. */
const sinceShown = ({ plan, currentPlan }: ActionView['action']): ReplyField[] =>
  currentPlan == null
    ? []
    : differencesOf(readPlan(plan), readPlan(currentPlan)).map((field) => ({
        ...field,
        name: `${field.name}, changed since the request`,
      }));

/** Says who made the action permanent, if somebody has. */
function keptBy(history: readonly ActionEvent[]): ReplyField[] {
  const kept = history.findLast(({ event }) => event === 'action.kept');
  // An event with a reason is a reversal that failed.
  return kept === undefined || kept.reason !== null
    ? []
    : [{ name: 'Made permanent', value: text`by ${person(kept.actorId, kept.actorName)} ${kept.at}` }];
}

/** Describes when the action reverts automatically, and which accounts later actions have changed. */
function reversalOf(at: Date, superseded: Superseded | null): ReplyField {
  if (superseded === null || superseded.superseded === 0) {
    return { name: 'Reverts automatically', value: text`${at}`, inline: true };
  }
  const { accounts, superseded: count, by } = superseded;
  const actions = `${plural(by.length, 'action', 'actions')} ${by.join(', ')}`;
  return isSuperseded(superseded)
    ? { name: 'No automatic revert', value: text`Replaced by ${[actions]}.` }
    : {
        name: 'Reverts automatically',
        value: text`${at}, except ${count} of ${accounts} accounts, which ${[actions]} changed since.`,
      };
}

/** Converts the value of a jsonb column, which always holds JSON although its type here is `unknown`. */
const outcomeOf = (stored: unknown): Json => (stored ?? null) as Json;

import {
  type ActionEvent,
  type ActionView,
  type ApprovalPolicy,
  isSuperseded,
  readPlan,
  readRefresh,
  requirementOf,
  type StoredPlan,
  type Superseded,
} from '../../actions/index.ts';
import { plural } from '../../text/plural.ts';
import type { Json, Reply, ReplyField } from '../../text/reply.ts';
import { joinTexts, person, roles, type Text, text } from '../../text/text.ts';
import type { Catalogue, CommandEntry } from '../catalogue.ts';
import type { ActionCommand } from '../command.ts';
import { fieldsOf, notesOf, undoFieldsOf } from '../plan-reply.ts';
import { typedLine } from '../typed-line.ts';
import { buttonsOf } from './card-buttons.ts';
import { historyOf } from './card-history.ts';
import { differencesOf } from './differences.ts';
import { refreshInWords } from './refresh-words.ts';

interface Drawing {
  readonly catalogue: Catalogue;
  readonly policy: ApprovalPolicy;
}

type Content = Pick<Reply, 'tone' | 'line' | 'body'> & {
  readonly title: string;
  readonly fields?: readonly ReplyField[];
};

/** Draws the card of an action from its stored state. The card is drawn again whenever that state changes. */
export function cardOf(view: ActionView, { catalogue, policy }: Drawing): Reply {
  const { action, history } = view;
  const entry = catalogue.byOperation(action.operation);
  const { tone, line, body, title, fields = [] } = contentOf(view, entry, policy);
  const needsVotes = action.votesNeeded > 0;
  return {
    tone,
    line,
    title: text`${[title]}`,
    ...(body === undefined ? {} : { body }),
    fields: [
      ...(needsVotes && entry !== undefined
        ? [{ name: 'Asked for', value: typedLine(entry, action.args) }]
        : []),
      ...fields,
      ...(action.reason == null ? [] : [{ name: 'Reason', value: text`${action.reason}` }]),
      ...(needsVotes ? [{ name: 'History', value: historyOf(history) }] : []),
    ],
    footer: text`Action ${action.id}`,
    card: { actionId: action.id, buttons: buttonsOf(view, catalogue) },
    data: null,
  };
}

/** The data that a card is drawn from. */
interface Shown extends ActionView {
  readonly entry: CommandEntry<ActionCommand> | undefined;
  readonly command: ActionCommand | null;
  readonly policy: ApprovalPolicy;
  readonly plan: StoredPlan;
  readonly question: Text;
  readonly asker: Text;
}

function contentOf(
  view: ActionView,
  entry: CommandEntry<ActionCommand> | undefined,
  policy: ApprovalPolicy,
): Content {
  const { action } = view;
  const command = entry?.command ?? null;
  const plan = readPlan(action.plan);
  const question =
    command?.describe(plan, action.args) ?? text`Do ${action.operation} on ${text`${plan.target}`}?`;
  const asker = person(action.requesterId, action.requesterName);
  return contents[action.state]({ ...view, entry, command, policy, plan, question, asker });
}

const contents: Readonly<Record<ActionView['action']['state'], (shown: Shown) => Content>> = {
  proposed: (shown) => (shown.action.votesNeeded === 0 ? confirmContent(shown) : proposedContent(shown)),
  approved: ({ action, command, plan, question, asker }) => ({
    tone: 'question',
    title: 'Agreed',
    line: needsRequester(command, action.args)
      ? text`Agreed: ${question} ${asker} can now press "Do it".`
      : text`Agreed: ${question} It is done in a moment; where Steward is locked, once that is over.`,
    body: text`Nothing has been changed yet.`,
    fields: [
      ...fieldsOf(plan),
      ...impossible(command),
      ...(action.deadline == null ? [] : [{ name: 'Lapses', value: text`${action.deadline}`, inline: true }]),
    ],
  }),
  running: ({ action, plan, question }) => ({
    tone: 'question',
    title: 'Running',
    line: text`Running: ${question}`,
    fields: [...fieldsOf(plan), { name: 'Since', value: text`${action.updatedAt}`, inline: true }],
  }),
  following: ({ action, command }) => {
    const { line, fields = [] } = command?.summarize(outcomeOf(action.outcome)) ?? {
      line: text`Akkoma is still at its part.`,
    };
    const progress = action.progress == null ? null : command?.progress(outcomeOf(action.progress));
    return {
      tone: 'done',
      title: command?.definition.operation.isUnfinished === undefined ? 'Akkoma is at its part' : 'Under way',
      line: progress == null ? line : text`${line} ${progress.line}`,
      fields: [...fields, ...(progress?.fields ?? []), ...refreshShown(action), ...sinceShown(action)],
    };
  },
  done: (shown) => doneContent(shown, shown.command),
  undone: (shown) => doneContent(shown, shown.command),
  failed: ({ action, entry, plan, question }) => ({
    tone: 'failed',
    title: 'Failed',
    // An action that failed before it had a plan is shown as it was typed.
    line: text`Failed, and nothing was changed: ${plan.target === '' && entry !== undefined ? typedLine(entry, action.args) : question}`,
    fields: [{ name: 'Why', value: text`${action.failure ?? 'Nobody knows.'}` }],
  }),
  stale: ({ action, plan }) => ({
    tone: 'failed',
    title: 'Out of date',
    line: text`${action.failure ?? 'Things have changed.'}`,
    fields: action.currentPlan == null ? [] : differencesOf(plan, readPlan(action.currentPlan)),
  }),
  denied: ({ history, question }) => {
    const last = history.at(-1);
    return {
      tone: 'refused',
      title: 'Denied',
      line: text`${person(last?.actorId ?? '', last?.actorName ?? 'Someone')} denied it, and nothing was changed: ${question}`,
      fields: last?.reason == null ? [] : [{ name: 'Denied because', value: text`${last.reason}` }],
    };
  },
  cancelled: ({ question }) => ({
    tone: 'refused',
    title: 'Cancelled',
    line: text`Cancelled, and nothing was changed: ${question}`,
  }),
  expired: ({ question }) => ({
    tone: 'refused',
    title: 'Expired',
    line: text`Expired, and nothing was changed: ${question}`,
  }),
};

const confirmContent = ({ command, plan, question }: Shown): Content => ({
  tone: 'question',
  title: 'Please confirm',
  line: question,
  body: text`Nothing has been changed yet. This waits 15 minutes for your answer.`,
  fields: [...fieldsOf(plan), ...impossible(command)],
});

const proposedContent = ({ action, history, command, policy, plan, question, asker }: Shown): Content => ({
  tone: 'question',
  title: 'Agreement needed',
  line: text`${asker} asks: ${question} ${[action.votesNeeded === 1 ? 'One other' : `${action.votesNeeded} others`]} must agree.`,
  body: text`Nothing has been changed yet.`,
  fields: [...fieldsOf(plan), ...impossible(command), ...votingOf(action, history, policy)],
});

function doneContent({ action, history, superseded }: ActionView, command: ActionCommand | null): Content {
  const { line, fields = [] } = command?.summarize(outcomeOf(action.outcome)) ?? {
    line: text`Done: ${action.operation}.`,
  };
  const progress = action.progress == null ? null : command?.progress(outcomeOf(action.progress));
  // A requester who was asked has read the warnings already.
  const wasAsked = history.some(({ event }) => event === 'action.proposed');
  const notes = wasAsked ? [] : notesOf(readPlan(action.plan).warnings);
  const unreversed = history.findLast(({ event }) => event === 'action.kept');
  const facts = [
    ...fields,
    ...(progress?.fields ?? []),
    ...refreshShown(action),
    ...sinceShown(action),
    ...notes,
    ...(action.reversesAt == null || action.state !== 'done'
      ? []
      : [{ name: 'Undone by itself', ...reversalOf(action.reversesAt, superseded) }]),
    ...(unreversed?.reason == null
      ? []
      : [{ name: 'Could not be undone by itself', value: text`${unreversed.reason}` }]),
  ];
  const whole = progress == null ? line : text`${line} ${progress.line}`;
  return action.state === 'done'
    ? { tone: 'done', title: 'Done', line: whole, fields: facts }
    : {
        tone: 'information',
        title: 'Undone',
        line: text`Undone by action ${action.undoneBy ?? 0}. It was: ${whole}`,
        fields: facts,
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
        name: `${field.name} since it was shown`,
      }));

/** Describes when the action is undone automatically, and which accounts later actions have decided about. */
function reversalOf(at: Date, superseded: Superseded | null): Pick<ReplyField, 'value' | 'inline'> {
  if (superseded === null || superseded.superseded === 0) return { value: text`${at}`, inline: true };
  const { accounts, superseded: count, by } = superseded;
  const actions = `${plural(by.length, 'action', 'actions')} ${by.join(', ')}`;
  return isSuperseded(superseded)
    ? { value: text`No longer: ${[actions]} decided about it since.` }
    : { value: text`${at}, except ${count} of ${accounts} accounts: ${[actions]} decided about them since.` };
}

/** Shows who may approve, who has approved, and the deadline. */
function votingOf(
  action: ActionView['action'],
  history: readonly ActionEvent[],
  policy: ApprovalPolicy,
): ReplyField[] {
  const { roleSets } = requirementOf(policy, action);
  const agreed = history.filter(({ event }) => event === 'action.vote');
  return [
    {
      name: 'Who may agree',
      value: [
        ...joinTexts(
          roleSets.map((set) => roles(set, ', ')),
          ', who also has ',
        ),
        ', but not whoever asks',
      ],
    },
    {
      name: 'Votes',
      value: text`${agreed.length} of ${action.votesNeeded}${
        agreed.length === 0
          ? text``
          : text`: ${joinTexts(
              agreed.map(({ actorId, actorName }) => person(actorId, actorName)),
              ', ',
            )}`
      }`,
      inline: true,
    },
    ...(action.deadline == null ? [] : [{ name: 'Lapses', value: text`${action.deadline}`, inline: true }]),
  ];
}

const impossible = (command: ActionCommand | null): ReplyField[] =>
  command === null ? [] : undoFieldsOf(command.definition.operation);

const needsRequester = (command: ActionCommand | null, args: unknown): boolean =>
  command?.definition.needsRequester(command.definition.parse(args)) === true;

/** Converts the value of a jsonb column, which always holds JSON although its type here is `unknown`. */
const outcomeOf = (stored: unknown): Json => (stored ?? null) as Json;

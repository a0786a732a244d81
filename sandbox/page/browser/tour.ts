import type { APIMessage } from 'discord-api-types/payloads/v10';
import type { ChannelName, OutsideAct, PeopleView, PersonView } from '../wire.ts';
import { hasButton, hasButtonWith } from './message-buttons.ts';

export const stepNames = ['look', 'act', 'menu', 'report', 'signup', 'ask', 'agree', 'undo'] as const;
export type StepName = (typeof stepNames)[number];

/** The part of the page's state that the tour reads. */
export interface Sight {
  readonly as: PersonView;
  readonly people: Pick<PeopleView, 'people' | 'roles'>;
  readonly channel: ChannelName;
  /** The messages that the person sees in this channel, the oldest first. */
  readonly messages: readonly APIMessage[];
}

/** What this browser has done, so that the tour does not take the steps of other visitors for its own. */
export interface OwnInputs {
  /** Whether an interaction with this id was sent by this browser. */
  sent(interaction: string): boolean;
  /** Whether the button with this label was pressed in this browser. */
  pressed(message: string, label: string): boolean;
}

/** The action of the tour's button, which brings the person to the next step. */
export type Move =
  | { readonly kind: 'type'; readonly line: string }
  | { readonly kind: 'become'; readonly person: PersonView; readonly why: string }
  | { readonly kind: 'menu'; readonly person: PersonView }
  | { readonly kind: 'open'; readonly channel: ChannelName }
  | { readonly kind: 'point'; readonly message: string; readonly label: string }
  /** Leads to the button that lets people outside do something. */
  | { readonly kind: 'outside'; readonly act: OutsideAct }
  /** The action of the step is running, and there is nothing to do yet. */
  | { readonly kind: 'wait' };

/** The command lines that steps begin with. */
const lines = {
  look: '/user show lain',
  act: '/user deactivate Mallory_X reason:spam',
  ask: '/instance deactivate_all spam.example',
} as const;

/** Returns the steps that these messages show to have happened, as far as this browser did them. */
export function happened(messages: readonly APIMessage[], own: OwnInputs): Set<StepName> {
  const sent = messages.filter((message) => interactionsOf(message).some((id) => own.sent(id)));
  const answersTo = (command: string) => sent.filter(({ interaction }) => interaction?.name === command);
  const approved = messages.filter(({ id }) => own.pressed(id, 'Approve'));
  const decided = (label: string, titles: readonly string[]) =>
    messages.some((message) => own.pressed(message.id, label) && titles.includes(titleOf(message) ?? ''));
  const isUndone = approved.some((message) => askedFor(message, undoLine));
  const evidence: Readonly<Record<StepName, boolean>> = {
    look: answersTo('user show').some(({ embeds }) => embeds[0]?.footer?.text.startsWith('ID ')),
    act: answersTo('user deactivate').some(isDone),
    menu: sent.some(({ interaction }) => interaction?.name.startsWith('Steward: ')),
    report: decided('Resolve', ['Resolved', 'Decided']) || decided('Dismiss', ['Dismissed', 'Decided']),
    signup:
      queueCards(approved, 'sign_ups').some((message) => titleOf(message) === 'Approved') ||
      decided('Reject…', ['Rejected', 'Deleted']),
    ask: crowdCards(sent).length > 0,
    agree: crowdCards(approved).some(isDone),
    undo:
      isUndone && crowdCards(messages).some((message) => titleOf(message)?.startsWith('Undone: ') === true),
  };
  return new Set(stepNames.filter((name) => evidence[name]));
}

/** Returns the ids of the interactions that led to a message: of a form and of the command that opened it. */
function interactionsOf({ interaction_metadata: metadata }: APIMessage): string[] {
  if (metadata === undefined) return [];
  const opened = 'triggering_interaction_metadata' in metadata && metadata.triggering_interaction_metadata;
  return opened ? [metadata.id, opened.id] : [metadata.id];
}

/** Returns the next move for a step, depending on what the person sees. */
export function nextMove(step: StepName, sight: Sight): Move | undefined {
  if (step === 'report' || step === 'signup') return deciding(step, sight);
  if (sight.channel !== 'moderation') return { kind: 'open', channel: 'moderation' };
  if (step === 'agree') return agreeing(sight);
  if (step === 'undo') return undoing(sight);
  if (step === 'menu') return byAdmin(sight, openingMenu(sight));
  return byAdmin(sight, { kind: 'type', line: lines[step] });
}

/** Where the cards of these steps are, how the open ones are titled, and who makes new ones. */
const decisions = {
  report: {
    channel: 'reports',
    queue: 'reports',
    isOpen: /^\d+ open reports?$/,
    label: 'Resolve',
    act: 'report',
  },
  signup: {
    channel: 'sign-ups',
    queue: 'sign_ups',
    isOpen: /^Awaiting approval$/,
    label: 'Approve',
    act: 'register',
  },
} as const;

function deciding(step: keyof typeof decisions, sight: Sight): Move | undefined {
  const { channel, queue, isOpen, label, act } = decisions[step];
  if (sight.channel !== channel) return { kind: 'open', channel };
  const card = queueCards(sight.messages, queue).findLast((message) => isOpen.test(titleOf(message) ?? ''));
  return byStaff(sight, card ? { kind: 'point', message: card.id, label } : { kind: 'outside', act });
}

function openingMenu({ as, people }: Sight): Move {
  return { kind: 'menu', person: people.people.find(({ id }) => id !== as.id) ?? as };
}

function agreeing(sight: Sight): Move | undefined {
  const cards = crowdCards(sight.messages);
  const card = cards.findLast(isWaiting);
  if (card) return approving(card, sight);
  return cards.some(isRunning) ? { kind: 'wait' } : nextMove('ask', sight);
}

function undoing(sight: Sight): Move | undefined {
  const { messages } = sight;
  const asked = messages.findLast((message) => isWaiting(message) && askedFor(message, undoLine));
  if (asked) return approving(asked, sight);
  const cards = crowdCards(messages);
  if (cards.some(isRunning)) return { kind: 'wait' };
  const done = cards.findLast((message) => isDone(message) && hasButton(message, undoLabel));
  if (!done) return agreeing(sight);
  const unsaid = messages.findLast((message) => hasButton(message, 'Add reason'));
  const pressed = unsaid && messages.indexOf(unsaid) > messages.indexOf(done);
  return byAdmin(
    sight,
    pressed
      ? { kind: 'point', message: unsaid.id, label: 'Add reason' }
      : { kind: 'point', message: done.id, label: undoLabel },
  );
}

function approving(card: APIMessage, sight: Sight): Move | undefined {
  const [, requester] = /<@(\d+)>/.exec(card.embeds[0]?.description ?? '') ?? [];
  return byAdmin(sight, { kind: 'point', message: card.id, label: 'Approve' }, requester);
}

/** Returns the move if the person is an admin other than `ruledOut`, and otherwise the move to become one. */
function byAdmin({ as, people }: Sight, move: Move, ruledOut?: string): Move | undefined {
  const [highest] = people.roles;
  const admins = people.people.filter(({ id, role }) => role === highest?.name && id !== ruledOut);
  if (admins.some(({ id }) => id === as.id)) return move;
  const [person] = admins;
  const why =
    as.id === ruledOut
      ? `${as.displayName} requested it, so another admin must approve it.`
      : `${as.displayName} is not an admin, and this step needs one.`;
  return person && { kind: 'become', person, why };
}

/** Returns the move if the person has a role, and otherwise the move to become somebody who has one. */
function byStaff({ as, people }: Sight, move: Move): Move | undefined {
  if (as.role !== undefined) return move;
  const person = people.people.find(({ role }) => role !== undefined);
  const why = `${as.displayName} is not a moderator, and this step needs one.`;
  return person && { kind: 'become', person, why };
}

/** The label of the button for an undo that needs an approval, as that of an action on many accounts does. */
const undoLabel = 'Request undo';

/** How the field with the command of an undo begins. */
const undoLine = '/action undo ';

/** Returns the cards of actions on all accounts of an instance. */
const crowdCards = (messages: readonly APIMessage[]): APIMessage[] =>
  messages.filter((message) => askedFor(message, '/instance deactivate_all '));

/** Returns the cards of reports or of accounts that await approval. */
const queueCards = (messages: readonly APIMessage[], queue: string): APIMessage[] =>
  messages.filter((message) => hasButtonWith(message, `queue:${queue}:`));

const titleOf = ({ embeds }: APIMessage): string | undefined => embeds[0]?.title;

const isDone = (message: APIMessage): boolean => /^(Done$|Undone: )/.test(titleOf(message) ?? '');

const isRunning = (message: APIMessage): boolean =>
  ['Approved', 'Running', 'Finishing in Akkoma'].includes(titleOf(message) ?? '');

const isWaiting = (message: APIMessage): boolean =>
  titleOf(message)?.startsWith('Approval required: ') === true;

const askedFor = ({ embeds }: APIMessage, beginning: string): boolean =>
  embeds[0]?.fields?.some(({ value }) => value.startsWith(`\`${beginning}`)) ?? false;

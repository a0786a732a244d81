import { type APIMessage, ComponentType } from 'discord-api-types/payloads/v10';
import type { ChannelName, PeopleView, PersonView } from '../wire.ts';

export const stepNames = ['look', 'act', 'ask', 'agree', 'undo'] as const;
export type StepName = (typeof stepNames)[number];

/** The part of the page's state that the tour reads. */
export interface Sight {
  readonly as: PersonView;
  readonly people: Pick<PeopleView, 'people' | 'roles'>;
  readonly channel: ChannelName;
  /** The messages that the person sees in this channel, the oldest first. */
  readonly messages: readonly APIMessage[];
}

/** The action of the tour's button, which brings the person to the next step. */
export type Move =
  | { readonly kind: 'type'; readonly line: string }
  | { readonly kind: 'become'; readonly person: PersonView }
  | { readonly kind: 'open'; readonly channel: ChannelName }
  | { readonly kind: 'point'; readonly message: string; readonly label: string };

/** The command lines that steps begin with. */
const lines = {
  look: '/user show lain',
  act: '/user deactivate Mallory_X reason:spam',
  ask: '/user deactivate_all_from_instance spam.example',
} as const;

/** Returns the steps that these messages show to have happened. */
export function happened(messages: readonly APIMessage[]): Set<StepName> {
  const answersTo = (command: string) => messages.filter(({ interaction }) => interaction?.name === command);
  const cards = crowdCards(messages);
  const isDone = (message: APIMessage) => ['Done', 'Undone'].includes(titleOf(message) ?? '');
  const evidence: Readonly<Record<StepName, boolean>> = {
    look: answersTo('user show').some(({ embeds }) => embeds[0]?.footer?.text.startsWith('ID ')),
    act: answersTo('user deactivate').some(isDone),
    ask: cards.length > 0,
    agree: cards.some(isDone),
    undo: cards.some((message) => titleOf(message) === 'Undone'),
  };
  return new Set(stepNames.filter((name) => evidence[name]));
}

/** Returns the next move for a step, depending on what the person sees. */
export function nextMove(step: StepName, sight: Sight): Move | undefined {
  if (sight.channel !== 'moderation') return { kind: 'open', channel: 'moderation' };
  if (step === 'agree') return agreeing(sight);
  if (step === 'undo') return undoing(sight);
  return byAdmin(sight, { kind: 'type', line: lines[step] });
}

function agreeing(sight: Sight): Move | undefined {
  const card = crowdCards(sight.messages).findLast(isWaiting);
  return card ? approving(card, sight) : nextMove('ask', sight);
}

function undoing(sight: Sight): Move | undefined {
  const { messages } = sight;
  const asked = messages.findLast((message) => isWaiting(message) && askedFor(message, '/action undo '));
  if (asked) return approving(asked, sight);
  const done = crowdCards(messages).findLast((message) => has(message, 'Undo'));
  if (!done) return agreeing(sight);
  const unsaid = messages.findLast((message) => has(message, 'Add reason'));
  const pressed = unsaid && messages.indexOf(unsaid) > messages.indexOf(done);
  return byAdmin(
    sight,
    pressed
      ? { kind: 'point', message: unsaid.id, label: 'Add reason' }
      : { kind: 'point', message: done.id, label: 'Undo' },
  );
}

function approving(card: APIMessage, sight: Sight): Move | undefined {
  const [, requester] = /<@(\d+)>/.exec(card.embeds[0]?.description ?? '') ?? [];
  const later = sight.messages.slice(sight.messages.indexOf(card) + 1);
  const question = later.findLast((message) => isQuestion(message) && has(message, 'Approve'));
  return byAdmin(sight, { kind: 'point', message: (question ?? card).id, label: 'Approve' }, requester);
}

/** Returns the move if the person is an admin other than `ruledOut`, and otherwise the move to become one. */
function byAdmin({ as, people }: Sight, move: Move, ruledOut?: string): Move | undefined {
  const [highest] = people.roles;
  const admins = people.people.filter(({ id, role }) => role === highest?.name && id !== ruledOut);
  if (admins.some(({ id }) => id === as.id)) return move;
  const [person] = admins;
  return person && { kind: 'become', person };
}

/** Returns the cards of actions on all accounts of an instance. */
const crowdCards = (messages: readonly APIMessage[]): APIMessage[] =>
  messages.filter((message) => askedFor(message, '/user deactivate_all_from_instance '));

const titleOf = ({ embeds }: APIMessage): string | undefined => embeds[0]?.title;

const isWaiting = (message: APIMessage): boolean =>
  titleOf(message)?.startsWith('Approval required: ') === true;

const isQuestion = (message: APIMessage): boolean => titleOf(message) === 'Are you sure?';

const askedFor = ({ embeds }: APIMessage, beginning: string): boolean =>
  embeds[0]?.fields?.some(({ value }) => value.startsWith(`\`${beginning}`)) ?? false;

const has = ({ components = [] }: APIMessage, label: string): boolean =>
  components
    .flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []))
    .some((component) => 'label' in component && component.label === label);

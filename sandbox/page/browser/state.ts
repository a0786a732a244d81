import type { APIApplicationCommand, APIMessage } from 'discord-api-types/payloads/v10';
import { type ChannelName, channelNames, type PeopleView, type PersonView } from '../wire.ts';
import type { OpenForm } from './open-form.ts';
import type { Place } from './server.ts';

/** A command that was sent and that the bot has not answered yet, or not in time. */
export interface SentCommand {
  readonly id: string;
  readonly place: Place;
  /** Without the slash: `user deactivate`. */
  readonly path: string;
  readonly at: Date;
  /** Whether the bot did not answer in time. */
  readonly failed: boolean;
}

/** The state of the page, except the message box, the tour and the drawer. */
export interface State {
  people: PeopleView;
  as: PersonView;
  channel: ChannelName;
  messages: readonly APIMessage[];
  /** Whether the person has just come to the channel, so that none of its messages is new. */
  arriving: boolean;
  commands: readonly APIApplicationCommand[];
  connected: boolean;
  /** The error of the person's last action. */
  problem: string | undefined;
  /** The open form. */
  form: OpenForm | undefined;
  /** The commands that are being sent or were not answered. As in Discord, only this window knows them. */
  sent: readonly SentCommand[];
  /** The custom id of the component that waits for the bot's answer, by the id of its message. */
  readonly waiting: Map<string, string>;
  /** The ids of messages where the bot did not answer the last use of a component. */
  readonly failed: Set<string>;
  /** The ids of dismissed ephemeral messages and unanswered commands. As in Discord, only this window knows them. */
  readonly dismissed: Set<string>;
}

/**
 * Returns the initial state. The person and channel are taken from the address, so that two windows can be two people.
 *
 * @throws Error when the guild has no people
 */
export function initialState(people: PeopleView, commands: readonly APIApplicationCommand[]): State {
  const query = new URLSearchParams(location.search);
  const as = people.people.find(({ name }) => name === query.get('as')) ?? people.people[0];
  if (!as) throw new Error('The server has no members.');
  return {
    people,
    as,
    channel: channelNames.find((name) => name === query.get('channel')) ?? 'moderation',
    messages: [],
    arriving: true,
    commands,
    connected: true,
    problem: undefined,
    form: undefined,
    sent: [],
    waiting: new Map(),
    failed: new Set(),
    dismissed: new Set(),
  };
}

/** Writes the person and channel to the address and the title. */
export function rememberPlace({ as, channel }: State): void {
  history.replaceState(null, '', `?${new URLSearchParams({ as: as.name, channel })}`);
  document.title = `#${channel} as ${as.displayName} · Steward sandbox`;
}

/** Returns the messages that the person sees and has not dismissed, the oldest first. */
export function visibleMessages({ messages, dismissed }: State): APIMessage[] {
  return messages.filter(({ id }) => !dismissed.has(id));
}

import type { APIApplicationCommand, APIMessage } from 'discord-api-types/payloads/v10';
import { type ChannelName, channelNames, type PeopleView, type PersonView } from '../wire.ts';
import type { OpenForm } from './open-form.ts';
import type { Place } from './server.ts';

/** A command from the moment it is sent until something of it can be seen. */
export interface SentCommand {
  readonly id: string;
  readonly place: Place;
  /** Without the slash: `user deactivate`. */
  readonly path: string;
  readonly at: Date;
  /** Whether the bot has let its time for an answer pass. */
  readonly failed: boolean;
}

/** All that the page shows, apart from what is being typed. */
export interface State {
  people: PeopleView;
  as: PersonView;
  channel: ChannelName;
  messages: readonly APIMessage[];
  commands: readonly APIApplicationCommand[];
  connected: boolean;
  /** What went wrong with the last thing the person did. */
  problem: string | undefined;
  /** The form before the person. */
  form: OpenForm | undefined;
  /** Commands that are on their way or were not answered: as in Discord, known to this window alone. */
  sent: readonly SentCommand[];
  /** The components that wait for the bot's answer, by message. */
  readonly waiting: Map<string, string>;
  /** The messages whose component was used last without an answer. */
  readonly failed: Set<string>;
  /** Ephemeral messages that were dismissed: as in Discord, that is known to this window alone. */
  readonly dismissed: Set<string>;
}

/** The state to begin with: the person and channel in the address, so that two windows can be two people. */
export function initialState(people: PeopleView, commands: readonly APIApplicationCommand[]): State {
  const query = new URLSearchParams(location.search);
  const as = people.people.find(({ name }) => name === query.get('as')) ?? people.people[0];
  if (!as) throw new Error('There is nobody in this guild.');
  return {
    people,
    as,
    channel: channelNames.find((name) => name === query.get('channel')) ?? 'moderation',
    messages: [],
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

/** Keeps the person and channel in the address. */
export function rememberPlace({ as, channel }: State): void {
  history.replaceState(null, '', `?${new URLSearchParams({ as: as.name, channel })}`);
  document.title = `#${channel} as ${as.displayName} · Steward sandbox`;
}

/** The messages that the person sees and has not dismissed, the oldest first. */
export function visibleMessages({ messages, dismissed }: State): APIMessage[] {
  return messages.filter(({ id }) => !dismissed.has(id));
}

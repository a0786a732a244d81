import type { APIApplicationCommand, APIMessage } from 'discord-api-types/payloads/v10';
import {
  type ChannelName,
  channelNames,
  type OutcomeView,
  type PeopleView,
  type PersonView,
} from '../wire.ts';

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
  form: OutcomeView | undefined;
  /** Ephemeral messages that were dismissed: as in Discord, that is known to this window alone. */
  readonly dismissed: Set<string>;
}

/** The state to begin with: the person and channel in the address, so that two windows can be two people. */
export function initialState(people: PeopleView): State {
  const query = new URLSearchParams(location.search);
  const as = people.people.find(({ name }) => name === query.get('as')) ?? people.people[0];
  if (!as) throw new Error('There is nobody in this guild.');
  return {
    people,
    as,
    channel: channelNames.find((name) => name === query.get('channel')) ?? 'moderation',
    messages: [],
    commands: [],
    connected: true,
    problem: undefined,
    form: undefined,
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

import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/payloads/v10';
import type { PeopleView, PersonView } from '../wire.ts';
import { bestFirst } from './best-first.ts';

/** The people, roles and channels that options can refer to. */
export type Surroundings = Pick<PeopleView, 'people' | 'roles' | 'channels'>;

/** A value that can be picked for an option. */
export interface OptionOffer {
  readonly name: string;
  readonly value: string | number | boolean;
  readonly detail?: string;
  /** A data URL. */
  readonly avatar?: string;
  /** Other names that match it. */
  readonly also?: readonly string[];
}

/** Returns all values that an option can have; undefined for free text or numbers. */
export function offersOf(
  option: APIApplicationCommandBasicOption,
  { people, roles, channels }: Surroundings,
): readonly OptionOffer[] | undefined {
  switch (option.type) {
    case ApplicationCommandOptionType.Boolean:
      return [
        { name: 'True', value: true },
        { name: 'False', value: false },
      ];
    case ApplicationCommandOptionType.User:
      return people.map(offerPerson);
    case ApplicationCommandOptionType.Role:
      return roles.map(({ id, name }) => ({ name: `@${name}`, value: id }));
    case ApplicationCommandOptionType.Mentionable:
      return [...people.map(offerPerson), ...roles.map(({ id, name }) => ({ name: `@${name}`, value: id }))];
    case ApplicationCommandOptionType.Channel:
      return channels.map(({ id, name }) => ({ name: `#${name}`, value: id }));
    default:
      return 'choices' in option && option.choices?.length ? option.choices : undefined;
  }
}

/** Returns the offers with a name that contains the typed text, the best match first. */
export function matchingOffers(offers: readonly OptionOffer[], text: string): readonly OptionOffer[] {
  return bestFirst(offers, text.trim().replace(/^[@#]/, ''), ({ name, also }) => [name, ...(also ?? [])]);
}

/** Whether the option has autocompletion: the bot is asked for its values while the person types. */
export function isAsked(option: APIApplicationCommandBasicOption): boolean {
  return 'autocomplete' in option && option.autocomplete === true;
}

function offerPerson({ id, name, displayName, avatar }: PersonView): OptionOffer {
  return { name: `@${displayName}`, value: id, detail: name, avatar, also: [name, displayName] };
}

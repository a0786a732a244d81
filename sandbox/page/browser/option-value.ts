import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandIntegerOption,
  type APIApplicationCommandNumberOption,
  type APIApplicationCommandStringOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/payloads/v10';
import { type OptionOffer, offersOf, type Surroundings } from './option-offers.ts';

export type OptionValue = string | number | boolean;

/** The result of parsing an option's text: a value, or a problem in the words of Discord's client. */
export type Reading = { readonly value: OptionValue } | { readonly problem: string };

/** Parses the text of an option. An empty text is a problem for a required option, and undefined for the others. */
export function readOption(
  option: APIApplicationCommandBasicOption,
  text: string,
  surroundings: Surroundings,
): Reading | undefined {
  if (text.trim() === '') {
    return option.required ? { problem: 'This option is required. Specify a value' } : undefined;
  }
  const offers = offersOf(option, surroundings);
  if (!offers) return readFree(option, text);
  const value = valueMeant(option, plain(text), offers);
  return value === undefined ? { problem: pickOne(option) } : { value };
}

/**
 * Returns the value with this name. A member, role or channel may also be meant by its id or the beginning of a name
 * that no other has. Of somebody who has left, Discord takes the id.
 */
function valueMeant(
  { type }: APIApplicationCommandBasicOption,
  typed: string,
  offers: readonly OptionOffer[],
): OptionValue | undefined {
  const namesOf = ({ name, also = [] }: OptionOffer): string[] => [name, ...also].map(plain);
  const exact = offers.find((offer) => [...namesOf(offer), plain(String(offer.value))].includes(typed));
  if (exact) return exact.value;
  if (!mentionTypes.includes(type)) return undefined;
  if (type === ApplicationCommandOptionType.User && /^\d{17,20}$/.test(typed)) return typed;
  const [only, ...others] = offers.filter(
    (offer) => typed !== '' && namesOf(offer).some((name) => name.startsWith(typed)),
  );
  return others.length === 0 ? only?.value : undefined;
}

const mentionTypes: readonly ApplicationCommandOptionType[] = [
  ApplicationCommandOptionType.User,
  ApplicationCommandOptionType.Role,
  ApplicationCommandOptionType.Mentionable,
  ApplicationCommandOptionType.Channel,
];

function readFree(option: APIApplicationCommandBasicOption, text: string): Reading {
  switch (option.type) {
    case ApplicationCommandOptionType.String:
      return readString(option, text.trim());
    case ApplicationCommandOptionType.Integer:
      return /^[+-]?\d+$/.test(text.trim()) && Number.isSafeInteger(Number(text))
        ? withinBounds(option, Number(text))
        : { problem: 'Input a valid integer.' };
    case ApplicationCommandOptionType.Number:
      return Number.isFinite(Number(text))
        ? withinBounds(option, Number(text))
        : { problem: 'Input a valid number.' };
    default:
      return { problem: 'The sandbox does not support attachments.' };
  }
}

function readString(
  { min_length, max_length = 6000 }: APIApplicationCommandStringOption,
  text: string,
): Reading {
  if (min_length !== undefined && text.length < min_length) {
    return { problem: `Value must be at least ${counted(min_length)}.` };
  }
  return text.length > max_length
    ? { problem: `Value must be at most ${counted(max_length)}; it has ${text.length}.` }
    : { value: text };
}

function withinBounds(
  { min_value, max_value }: APIApplicationCommandIntegerOption | APIApplicationCommandNumberOption,
  value: number,
): Reading {
  if (min_value !== undefined && value < min_value) {
    return { problem: `Value must be greater than or equal to ${min_value}.` };
  }
  return max_value !== undefined && value > max_value
    ? { problem: `Value must be less than or equal to ${max_value}.` }
    : { value };
}

function pickOne({ type }: APIApplicationCommandBasicOption): string {
  switch (type) {
    case ApplicationCommandOptionType.Boolean:
      return 'Choose True or False.';
    case ApplicationCommandOptionType.User:
      return 'Input a valid user.';
    case ApplicationCommandOptionType.Role:
      return 'Input a valid role.';
    case ApplicationCommandOptionType.Channel:
      return 'Input a valid channel.';
    case ApplicationCommandOptionType.Mentionable:
      return 'Input a valid user or role.';
    default:
      return 'Choose one of the choices.';
  }
}

function counted(characters: number): string {
  return characters === 1 ? '1 character' : `${characters} characters`;
}

/** Returns a name without the sign before it, and of a mention such as `<@123>` the id. */
function plain(text: string): string {
  return text
    .trim()
    .replace(/^<[@#][!&]?(\d+)>$/, '$1')
    .replace(/^[@#]/, '')
    .toLowerCase();
}

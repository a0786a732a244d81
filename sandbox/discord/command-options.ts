import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { Guild } from './guild.ts';
import { NotSendable } from './not-sendable.ts';

export type OptionValue = string | number | boolean;
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** An option in the payload of an interaction. */
export interface SentOption {
  readonly name: string;
  readonly type: ApplicationCommandOptionType;
  readonly value: OptionValue;
  readonly focused?: true;
}

/**
 * Returns the options of a command as Discord's client would send them.
 *
 * @throws {NotSendable} for an option that is missing, unknown, of the wrong type, out of range, or not one of its
 *   choices
 * @see https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-structure
 */
export function sentOptions(
  options: readonly APIApplicationCommandBasicOption[],
  values: OptionValues,
  guild: Guild,
): SentOption[] {
  refuseUnknown(options, values);
  const missing = options.filter(({ name, required }) => required && values[name] === undefined);
  if (missing.length > 0) {
    throw new NotSendable(`Type the required options: ${missing.map(({ name }) => name).join(', ')}.`);
  }
  return options.flatMap((option) => {
    const value = values[option.name];
    return value === undefined
      ? []
      : [{ name: option.name, type: option.type, value: checked(option, value, guild) }];
  });
}

/**
 * Returns the options for an autocomplete interaction. Values are not checked yet, and the focused option is sent as
 * typed.
 *
 * @throws {NotSendable} when an option is unknown, or the focused one has no autocompletion
 * @see https://discord.com/developers/docs/interactions/application-commands#autocomplete
 */
export function unfinishedOptions(
  options: readonly APIApplicationCommandBasicOption[],
  values: OptionValues,
  focused: string,
): SentOption[] {
  refuseUnknown(options, values);
  const target = options.find(({ name }) => name === focused);
  if (!target || !('autocomplete' in target) || !target.autocomplete) {
    throw new NotSendable(`No suggestions for the option ${focused}.`);
  }
  return options.flatMap(({ name, type }): SentOption[] => {
    if (name === focused) {
      return [{ name, type, value: String(values[name] ?? ''), focused: true }];
    }
    const value = values[name];
    return value === undefined ? [] : [{ name, type, value }];
  });
}

function refuseUnknown(options: readonly APIApplicationCommandBasicOption[], values: OptionValues): void {
  const unknown = Object.keys(values).filter((name) => !options.some((option) => option.name === name));
  if (unknown.length > 0) {
    throw new NotSendable(`No option ${unknown.join(', ')}. Check the spelling, or choose a suggestion.`);
  }
}

function checked(option: APIApplicationCommandBasicOption, value: OptionValue, guild: Guild): OptionValue {
  const refuse = (why: string) => new NotSendable(`Invalid ${option.name}: ${why}.`);
  switch (option.type) {
    case ApplicationCommandOptionType.String: {
      if (typeof value !== 'string') {
        throw refuse('must be text');
      }
      const { min_length: least = 0, max_length: most = 6000 } = option;
      if (value.length < least || value.length > most || value === '') {
        throw refuse(`must have ${Math.max(least, 1)} to ${most} characters`);
      }
      break;
    }
    case ApplicationCommandOptionType.Integer:
    case ApplicationCommandOptionType.Number: {
      const whole = option.type === ApplicationCommandOptionType.Integer;
      if (typeof value !== 'number' || (whole ? !Number.isSafeInteger(value) : !Number.isFinite(value))) {
        throw refuse(whole ? 'must be a whole number' : 'must be a number');
      }
      const { min_value: least = -(2 ** 53), max_value: most = 2 ** 53 } = option;
      if (value < least || value > most) {
        throw refuse(`must be from ${least} to ${most}`);
      }
      break;
    }
    case ApplicationCommandOptionType.Boolean:
      if (typeof value !== 'boolean') {
        throw refuse('must be true or false');
      }
      break;
    case ApplicationCommandOptionType.Attachment:
      throw refuse('must be left out, because members of the sandbox have no files');
    default:
      return idOf(option.type, value, guild) ?? refuseMention(refuse);
  }
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  if (choices.length > 0 && !choices.some((choice) => choice.value === value)) {
    throw refuse(`must be one of ${choices.map(({ name }) => name).join(', ')}`);
  }
  return value;
}

function refuseMention(refuse: (why: string) => NotSendable): never {
  throw refuse('must be the name or id of a member, role or channel of the server');
}

function idOf(type: ApplicationCommandOptionType, value: OptionValue, guild: Guild): string | undefined {
  // A member is picked by name. Of somebody who has left, Discord's client takes the id.
  const present = [...guild.members, guild.botMember].map(({ user }) => user);
  const users = [
    ...present.map((user) => ({ id: user.id, name: user.username })),
    ...guild.knownUsers.map((user) => ({ id: user.id, name: null })),
  ];
  const typed = String(value)
    .replace(/^<@!?(\d+)>$/, '$1')
    .replace(/^@/, '');
  const candidates = {
    [ApplicationCommandOptionType.User]: users,
    [ApplicationCommandOptionType.Channel]: guild.allChannels,
    [ApplicationCommandOptionType.Role]: guild.allRoles,
    [ApplicationCommandOptionType.Mentionable]: [...users, ...guild.allRoles],
  }[Number(type)];
  return candidates?.find(({ id, name }) => id === typed || name === typed)?.id;
}

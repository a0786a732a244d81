import { isDeepStrictEqual } from 'node:util';
import {
  type REST,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
  type Snowflake,
} from 'discord.js';

/**
 * Registers the menu as the guild's commands, with one request that replaces them all, and only when they differ:
 * Discord allows 200 creations a day, and clients reload their menus.
 *
 * @returns whether the commands had to be registered.
 * @see https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-guild-application-commands
 */
export async function register(
  rest: REST,
  applicationId: Snowflake,
  guildId: Snowflake,
  menu: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[],
): Promise<boolean> {
  if (await isRegistered(rest, applicationId, guildId, menu)) return false;
  await rest.put(Routes.applicationGuildCommands(applicationId, guildId), { body: menu });
  return true;
}

/** Whether the guild's commands are the same as the menu. */
export async function isRegistered(
  rest: REST,
  applicationId: Snowflake,
  guildId: Snowflake,
  menu: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[],
): Promise<boolean> {
  const registered = await rest.get(Routes.applicationGuildCommands(applicationId, guildId));
  return Array.isArray(registered) && isDeepStrictEqual(comparable(registered), comparable(menu));
}

const fields = [
  'type',
  'name',
  'description',
  'default_member_permissions',
  'required',
  'autocomplete',
  'choices',
  'min_value',
  'max_value',
  'min_length',
  'max_length',
  'options',
];

/** Sorts the commands, whose order has no meaning. The order of options has one and is kept. */
const comparable = (commands: readonly unknown[]): unknown[] =>
  commands.map(whatWeSet).toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));

/** Keeps only the fields that we set, without Discord's defaults, which Discord may omit or include. */
function whatWeSet(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(whatWeSet);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(
    ([key, each]) =>
      (fields.includes(key) || key === 'value') &&
      each !== undefined &&
      each !== null &&
      each !== false &&
      !(Array.isArray(each) && each.length === 0),
  );
  return Object.fromEntries(kept.map(([key, each]) => [key, whatWeSet(each)]));
}

const nameOf = (command: unknown): string =>
  typeof command === 'object' && command !== null && 'name' in command ? String(command.name) : '';

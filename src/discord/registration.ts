import { isDeepStrictEqual } from 'node:util';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type REST,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
  type Snowflake,
} from 'discord.js';
import { z } from 'zod';
import type { CommandIds } from './messages/command-mention.ts';

/**
 * Registers the menu as the guild's commands, with one request that replaces them all, and only when they differ:
 * Discord allows 200 creations a day, and clients reload their menus.
 *
 * @returns whether the commands had to be registered, and their ids.
 * @see https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-guild-application-commands
 */
export async function register(
  rest: REST,
  applicationId: Snowflake,
  guildId: Snowflake,
  menu: readonly RESTPostAPIApplicationCommandsJSONBody[],
): Promise<{ readonly changed: boolean; readonly ids: CommandIds }> {
  const route = Routes.applicationGuildCommands(applicationId, guildId);
  const there = await rest.get(route);
  if (isSame(there, menu)) return { changed: false, ids: idsOf(there) };
  return { changed: true, ids: idsOf(await rest.put(route, { body: menu })) };
}

const registeredCommands = z.array(
  z.object({
    id: z.string(),
    type: z.number().default(ApplicationCommandType.ChatInput),
    name: z.string(),
    options: z.array(z.object({ type: z.number(), name: z.string() })).default([]),
  }),
);

/** The ids of slash commands. A command with subcommands cannot be run without one, and so is not mentioned. */
const idsOf = (registered: unknown): CommandIds =>
  new Map(
    registeredCommands
      .parse(registered)
      .filter(({ type }) => type === ApplicationCommandType.ChatInput)
      .flatMap(({ id, name, options }): [string, Snowflake][] => {
        const subcommands = options.filter(({ type }) => type === ApplicationCommandOptionType.Subcommand);
        return subcommands.length === 0
          ? [[name, id]]
          : subcommands.map((option) => [`${name} ${option.name}`, id]);
      }),
  );

/** Whether the guild's commands are the same as the menu. */
export async function isRegistered(
  rest: REST,
  applicationId: Snowflake,
  guildId: Snowflake,
  menu: readonly RESTPostAPIApplicationCommandsJSONBody[],
): Promise<boolean> {
  return isSame(await rest.get(Routes.applicationGuildCommands(applicationId, guildId)), menu);
}

const isSame = (registered: unknown, menu: readonly unknown[]): boolean =>
  Array.isArray(registered) && isDeepStrictEqual(comparable(registered), comparable(menu));

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
      each !== '' &&
      !(Array.isArray(each) && each.length === 0),
  );
  return Object.fromEntries(kept.map(([key, each]) => [key, whatWeSet(each)]));
}

const nameOf = (command: unknown): string =>
  typeof command === 'object' && command !== null && 'name' in command ? String(command.name) : '';

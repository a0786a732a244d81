import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  PermissionFlagsBits,
  type RESTPostAPIApplicationCommandsJSONBody,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Catalogue, Command, Option } from '../command/index.ts';
import { contextMenu } from './context-menu.ts';
import { limits } from './messages/limits.ts';

/** All commands that are registered: slash commands, and those in the menus of messages and members. */
export const commandsOf = (catalogue: Catalogue): RESTPostAPIApplicationCommandsJSONBody[] => [
  ...menuOf(catalogue),
  ...contextMenu,
];

/**
 * The commands as Discord's menu of slash commands. Members who may time out others see them, until the server's admins
 * change that under Integrations. This only hides commands and is no protection.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands
 */
export const menuOf = ({
  groups,
  standalone,
}: Catalogue): RESTPostAPIChatInputApplicationCommandsJSONBody[] => [
  ...groups.map(({ name, description, commands }) =>
    entryOf(
      name,
      description,
      commands.map((command) => ({
        type: ApplicationCommandOptionType.Subcommand,
        name: command.name,
        description: command.description,
        options: optionsOf(command),
      })),
    ),
  ),
  ...standalone.map((command) => entryOf(command.name, command.description, optionsOf(command))),
];

const entryOf = (
  name: string,
  description: string,
  options: APIApplicationCommandOption[],
): RESTPostAPIChatInputApplicationCommandsJSONBody => ({
  type: ApplicationCommandType.ChatInput,
  name,
  description,
  default_member_permissions: PermissionFlagsBits.ModerateMembers.toString(),
  options,
});

const optionsOf = ({ options }: Command): APIApplicationCommandBasicOption[] =>
  options
    .filter(({ offered }) => offered)
    .toSorted((a, b) => Number(b.required) - Number(a.required))
    .map(optionOf);

function optionOf(option: Option): APIApplicationCommandBasicOption {
  const { name, description, required } = option;
  switch (option.kind) {
    case 'boolean':
      return { type: ApplicationCommandOptionType.Boolean, name, description, required };
    case 'person':
      return { type: ApplicationCommandOptionType.User, name, description, required };
    case 'integer':
      return {
        type: ApplicationCommandOptionType.Integer,
        name,
        description,
        required,
        ...(option.suggest === undefined ? {} : { autocomplete: true }),
        ...(option.minimum === undefined ? {} : { min_value: option.minimum }),
        ...(option.maximum === undefined ? {} : { max_value: option.maximum }),
      };
    case 'list':
      return {
        type: ApplicationCommandOptionType.String,
        name,
        description: `${description}, separated by commas`,
        required,
        autocomplete: option.suggest !== undefined,
      };
    case 'string':
      return {
        type: ApplicationCommandOptionType.String,
        name,
        description,
        required,
        ...(option.choices.length > 0
          ? {
              choices: option.choices.map((choice) => ({ name: choice.replaceAll('_', ' '), value: choice })),
            }
          : { autocomplete: option.suggest !== undefined }),
        ...(option.minLength === undefined
          ? {}
          : { min_length: Math.min(option.minLength, limits.stringOption) }),
        ...(option.maxLength === undefined
          ? {}
          : { max_length: Math.min(option.maxLength, limits.stringOption) }),
      };
  }
}

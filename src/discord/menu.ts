import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Catalogue, Option } from '../command/index.ts';
import { limits } from './limits.ts';

/**
 * The catalogue as Discord's menu of slash commands. Who may time out members sees them until the server's admins choose
 * otherwise under Integrations; that hides, and protects nothing.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands
 */
export const menuOf = ({ groups }: Catalogue): RESTPostAPIChatInputApplicationCommandsJSONBody[] =>
  groups.map((group) => ({
    type: ApplicationCommandType.ChatInput,
    name: group.name,
    description: group.description,
    default_member_permissions: PermissionFlagsBits.ModerateMembers.toString(),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: group.commands.map((command) => ({
      type: ApplicationCommandOptionType.Subcommand,
      name: command.name,
      description: command.description,
      options: command.options
        .filter(({ offered }) => offered)
        .toSorted((a, b) => Number(b.required) - Number(a.required))
        .map(optionOf),
    })),
  }));

function optionOf(option: Option): APIApplicationCommandBasicOption {
  const { name, description, required } = option;
  switch (option.kind) {
    case 'boolean':
      return { type: ApplicationCommandOptionType.Boolean, name, description, required };
    case 'integer':
      return {
        type: ApplicationCommandOptionType.Integer,
        name,
        description,
        required,
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
          ? { choices: option.choices.map((choice) => ({ name: choice, value: choice })) }
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

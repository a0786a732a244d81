import type {
  APIApplicationCommandOption,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord-api-types/v10';

/**
 * A command as the bot registers it, once checked.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands#create-guild-application-command
 */
export interface CommandBody {
  name: string;
  name_localizations?: Record<string, string> | null;
  description?: string | null;
  description_localizations?: Record<string, string> | null;
  options?: APIApplicationCommandOption[] | null;
  /** The published schema wants a number, Discord and every library a string of digits: see `checkCommand`. */
  default_member_permissions?: number | null;
  contexts?: InteractionContextType[] | null;
  integration_types?: ApplicationIntegrationType[] | null;
  type?: ApplicationCommandType | null;
}

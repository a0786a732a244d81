import type {
  APIApplicationCommandOption,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord-api-types/v10';

/**
 * A command as the bot registers it, after the check against the schema.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands#create-guild-application-command
 */
export interface CommandBody {
  name: string;
  name_localizations?: Record<string, string> | null;
  description?: string | null;
  description_localizations?: Record<string, string> | null;
  options?: APIApplicationCommandOption[] | null;
  /**
   * A number, as the published schema requires. Discord and all libraries use a string of digits, which
   * `withNumericPermissions` converts before the check.
   */
  default_member_permissions?: number | null;
  contexts?: InteractionContextType[] | null;
  integration_types?: ApplicationIntegrationType[] | null;
  type?: ApplicationCommandType | null;
}

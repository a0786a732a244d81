import { type APIApplicationCommand, type APIGuildMember, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Guild } from './guild.ts';

/**
 * Whether a person finds a command in their client. Administrators find all; others need the default permissions,
 * `"0"` meaning nobody. The admins of this guild have also allowed every command of the bot to the Moderator role, in
 * Server Settings → Integrations: that is what these settings are for.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands#permissions
 */
export function findsCommand(member: APIGuildMember, command: APIApplicationCommand, guild: Guild): boolean {
  const { default_member_permissions: required } = command;
  const held = guild.permissions(member);
  if (required === null || (held & PermissionFlagsBits.Administrator) !== 0n) {
    return true;
  }
  if (member.roles.includes(guild.roles.moderator.id)) {
    return true;
  }
  return required !== '0' && (held & BigInt(required)) === BigInt(required);
}

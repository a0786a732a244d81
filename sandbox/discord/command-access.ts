import { type APIApplicationCommand, type APIGuildMember, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Guild } from './guild.ts';

/**
 * Whether a person finds a command in their client. Administrators find all commands. Others need the command's default
 * permissions, where `"0"` means nobody. In this guild the Moderator role finds every command too, as if an admin had
 * allowed that in Server Settings → Integrations.
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

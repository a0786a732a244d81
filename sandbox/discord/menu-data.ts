import {
  type APIApplicationCommand,
  type APIGuildMember,
  type APIMessage,
  ApplicationCommandType,
  MessageFlags,
} from 'discord-api-types/v10';
import type { Guild } from './guild.ts';
import { NotSendable } from './not-sendable.ts';
import { resolvedMembers } from './resolved-data.ts';

/** The target of a command in a menu: a message or a member. */
export type MenuTarget = APIMessage | APIGuildMember;

/**
 * Returns the `data` of the interaction when a person chooses a command from the menu of a message or member.
 *
 * @throws {NotSendable} when there is no such command for that target, or the message is ephemeral: it has no such menu
 * @see https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-application-command-data-structure
 */
export function menuData(
  commands: readonly APIApplicationCommand[],
  name: string,
  target: MenuTarget,
  guild: Guild,
): Readonly<Record<string, unknown>> {
  const isMessage = 'content' in target;
  const type = isMessage ? ApplicationCommandType.Message : ApplicationCommandType.User;
  const command = commands.find((each) => each.type === type && each.name === name);
  if (!command) {
    throw new NotSendable(`The menu of a ${isMessage ? 'message' : 'member'} has no command ${name}.`);
  }
  if (isMessage && ((target.flags ?? 0) & MessageFlags.Ephemeral) !== 0) {
    throw new NotSendable('The menu of an ephemeral message has no commands.');
  }
  return {
    id: command.id,
    name: command.name,
    type,
    ...(command.guild_id && { guild_id: command.guild_id }),
    target_id: isMessage ? target.id : target.user.id,
    resolved: isMessage ? { messages: { [target.id]: target } } : resolvedMembers([target], guild),
  };
}

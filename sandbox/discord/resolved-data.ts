import type { APIGuildMember } from 'discord-api-types/v10';
import type { SentOption } from './command-options.ts';
import type { Guild } from './guild.ts';

/**
 * Returns the users, members, roles and channels that options name by id.
 *
 * @see https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure
 */
export function resolvedData(
  options: readonly SentOption[],
  guild: Guild,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const ids = new Set(options.map(({ value }) => value));
  const members = [...guild.members, guild.botMember].filter(({ user }) => ids.has(user.id));
  const users = guild.knownUsers.filter(({ id }) => ids.has(id));
  const roles = guild.allRoles.filter(({ id }) => ids.has(id));
  const channels = guild.allChannels.filter(({ id }) => ids.has(id));
  return {
    ...(members.length > 0 && resolvedMembers(members, guild)),
    // Somebody who has left is resolved as a user alone.
    ...(users.length > 0 && { users: Object.fromEntries(users.map((user) => [user.id, user])) }),
    ...(roles.length > 0 && { roles: Object.fromEntries(roles.map((role) => [role.id, role])) }),
    ...(channels.length > 0 && {
      channels: Object.fromEntries(
        channels.map((channel) => [
          channel.id,
          {
            id: channel.id,
            name: channel.name,
            type: channel.type,
            permissions: String(guild.permissions(guild.botMember, channel.id)),
          },
        ]),
      ),
    }),
  };
}

/** Returns members as users and as members, by id. */
export const resolvedMembers = (members: readonly APIGuildMember[], guild: Guild) => ({
  users: Object.fromEntries(members.map(({ user }) => [user.id, user])),
  members: Object.fromEntries(
    members.map((member) => {
      const { user, deaf: _deaf, mute: _mute, ...partial } = member;
      return [user.id, { ...partial, permissions: String(guild.permissions(member)) }];
    }),
  ),
});

import type { APIAllowedMentions, APIUser } from 'discord-api-types/v10';
import type { Guild } from './guild.ts';

export interface Mentions {
  readonly mentions: APIUser[];
  readonly mention_roles: string[];
  readonly mention_everyone: boolean;
}

/**
 * Returns the users and roles that a text pings. Without `allowed_mentions` every mention in the text pings. Embeds
 * never ping.
 *
 * @see https://discord.com/developers/docs/resources/message#allowed-mentions-object
 */
export function mentionsIn(
  content: string,
  allowed: APIAllowedMentions | null | undefined,
  guild: Guild,
): Mentions {
  const permits = (kind: 'users' | 'roles', id: string) =>
    !allowed ||
    allowed.parse?.some((parsed) => parsed === kind) === true ||
    allowed[kind]?.includes(id) === true;
  const ids = (pattern: RegExp) => [...new Set(Array.from(content.matchAll(pattern), ([, id = '']) => id))];
  const mentionedUsers = new Set(ids(/<@!?(\d+)>/g).filter((id) => permits('users', id)));
  return {
    mentions: [...guild.members, guild.botMember]
      .map(({ user }) => user)
      .filter(({ id }) => mentionedUsers.has(id)),
    mention_roles: ids(/<@&(\d+)>/g).filter(
      (id) => permits('roles', id) && guild.allRoles.some((role) => role.id === id),
    ),
    mention_everyone:
      /@(everyone|here)\b/.test(content) &&
      (!allowed || allowed.parse?.some((parsed) => parsed === 'everyone') === true),
  };
}

import type { BaseInteraction } from 'discord.js';
import type { Caller } from '../actions/index.ts';

/**
 * Who is behind an interaction. The roles come with it, fresh from Discord; the member is a plain object of the API's
 * where the guild is not in the client's cache.
 */
export function callerOf({ user, member, guildId, channelId }: BaseInteraction): Caller {
  const roles =
    member === null ? [] : Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
  return { id: user.id, name: user.username, source: 'discord', roles, guildId, channelId };
}

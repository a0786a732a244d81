import type { BaseInteraction } from 'discord.js';
import type { Caller } from '../../actions/index.ts';
import { isFuture } from '../time-out.ts';

/**
 * Who is behind an interaction. The roles come with it, fresh from Discord; the member is a plain object of the API's
 * where the guild is not in the client's cache.
 */
export function callerOf({ user, member, guildId, channelId }: BaseInteraction): Caller {
  const roles =
    member === null ? [] : Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
  const isTimedOut = member !== null && isFuture(timeOutOf(member));
  return { id: user.id, name: user.username, source: 'discord', roles, isTimedOut, guildId, channelId };
}

/** Until when a member is timed out, as Discord writes times. */
const timeOutOf = (member: NonNullable<BaseInteraction['member']>): string | null =>
  'communicationDisabledUntil' in member
    ? (member.communicationDisabledUntil?.toISOString() ?? null)
    : (member.communication_disabled_until ?? null);

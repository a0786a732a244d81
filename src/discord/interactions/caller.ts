import { type BaseInteraction, ChannelType } from 'discord.js';
import type { Caller } from '../../actions/index.ts';
import { isFuture } from '../time-out.ts';

/**
 * The caller of an interaction. Discord sends the current roles with it. The member is a plain API object where the
 * guild is not in the client's cache.
 */
export function callerOf({ user, member, guildId, channelId, channel }: BaseInteraction): Caller {
  const roles =
    member === null ? [] : Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
  const isTimedOut = member !== null && isFuture(timeOutOf(member));
  return {
    id: user.id,
    name: user.username,
    source: 'discord',
    roles,
    isTimedOut,
    guildId,
    channelId,
    threadOf: threadOf(channel),
  };
}

/**
 * The channel of a public thread, a thread of announcements, or a post in a forum; null elsewhere. A private thread is
 * left out, because members of its channel need not see it.
 */
const threadOf = (channel: BaseInteraction['channel']): string | null =>
  channel?.isThread() === true && channel.type !== ChannelType.PrivateThread ? channel.parentId : null;

/** The end of a member's time-out, in Discord's format. */
const timeOutOf = (member: NonNullable<BaseInteraction['member']>): string | null =>
  'communicationDisabledUntil' in member
    ? (member.communicationDisabledUntil?.toISOString() ?? null)
    : (member.communication_disabled_until ?? null);

import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import { z } from 'zod';
import type { Members } from '../actions/index.ts';
import { isFuture } from './time-out.ts';

const member = z.object({
  roles: z.array(z.string()),
  communication_disabled_until: z.string().nullish(),
  user: z.object({ username: z.string(), bot: z.boolean().default(false) }),
});

/**
 * Asks Discord for a member each time: roles in the client's cache may be outdated.
 *
 * @see https://discord.com/developers/docs/resources/guild#get-guild-member
 */
export function membersOf(rest: REST, guildId: string): Members {
  return {
    find: async (personId) => {
      try {
        const {
          roles,
          user,
          communication_disabled_until: timeOut = null,
        } = member.parse(await rest.get(Routes.guildMember(guildId, personId)));
        return { name: user.username, roles, isTimedOut: isFuture(timeOut), isBot: user.bot };
      } catch (error) {
        const isNobody = [RESTJSONErrorCodes.UnknownMember, RESTJSONErrorCodes.UnknownUser].some(
          (code) => error instanceof DiscordAPIError && error.code === code,
        );
        if (isNobody) return null;
        throw error;
      }
    },
  };
}

import { DiscordAPIError, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import { z } from 'zod';
import type { Members } from '../actions/index.ts';
import { isFuture } from './time-out.ts';

const member = z.object({
  roles: z.array(z.string()),
  communication_disabled_until: z.string().nullish(),
});

/**
 * Asks Discord for a member's roles each time: roles in the client's cache may be outdated.
 *
 * @see https://discord.com/developers/docs/resources/guild#get-guild-member
 */
export function membersOf(rest: REST, guildId: string): Members {
  return {
    rolesOf: async (personId) => {
      try {
        const { roles, communication_disabled_until: timeOut = null } = member.parse(
          await rest.get(Routes.guildMember(guildId, personId)),
        );
        return isFuture(timeOut) ? [] : roles;
      } catch (error) {
        const hasLeft = [RESTJSONErrorCodes.UnknownMember, RESTJSONErrorCodes.UnknownUser].some(
          (code) => error instanceof DiscordAPIError && error.code === code,
        );
        if (hasLeft) return null;
        throw error;
      }
    },
  };
}

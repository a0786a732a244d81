import { type APIGuildMember, GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10';
import type { Dispatch } from './gateway.ts';
import type { Guild } from './guild.ts';
import type { SandboxRole } from './sandbox.ts';

export interface MembershipParts {
  readonly guild: Guild;
  readonly dispatch: Dispatch;
  readonly onChange: () => void;
}

/** What becomes of somebody's membership, by the hand of the guild's owner or their own. */
export interface Membership {
  readonly lasts: boolean;
  give(role: SandboxRole): void;
  take(role: SandboxRole): void;
  leave(): void;
}

/**
 * The events go to sessions with the privileged GUILD_MEMBERS intent, which this application does not have: a bot
 * learns of roles from interactions, and by asking.
 *
 * @see https://discord.com/developers/docs/events/gateway-events#guild-member-update
 */
export function membershipOf(
  member: APIGuildMember,
  { guild, dispatch, onChange }: MembershipParts,
): Membership {
  function setRoles(roles: string[]): void {
    member.roles = roles;
    const update = { ...member, guild_id: guild.id };
    dispatch(GatewayDispatchEvents.GuildMemberUpdate, update, GatewayIntentBits.GuildMembers);
    onChange();
  }

  return {
    get lasts() {
      return guild.members.includes(member);
    },
    give: (role) => setRoles([...new Set([...member.roles, guild.roles[role].id])]),
    take: (role) => setRoles(member.roles.filter((id) => id !== guild.roles[role].id)),
    leave() {
      guild.dismiss(member);
      const removal = { guild_id: guild.id, user: member.user };
      dispatch(GatewayDispatchEvents.GuildMemberRemove, removal, GatewayIntentBits.GuildMembers);
      onChange();
    },
  };
}

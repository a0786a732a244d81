import { type APIGuildMember, GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10';
import type { Dispatch } from './gateway.ts';
import type { Guild } from './guild.ts';
import type { SandboxRole } from './sandbox.ts';

export interface MembershipParts {
  readonly guild: Guild;
  readonly dispatch: Dispatch;
  readonly onChange: () => void;
}

/** The changes to a person's membership, made by the guild's owner or by the person. */
export interface Membership {
  readonly lasts: boolean;
  give(role: SandboxRole): void;
  take(role: SandboxRole): void;
  timeOut(until: Date | null): void;
  leave(): void;
}

/**
 * Returns a member's membership. Its events go only to sessions with the privileged intent GUILD_MEMBERS, which this
 * application does not have: a bot learns about roles from interactions and from REST requests.
 *
 * @see https://discord.com/developers/docs/events/gateway-events#guild-member-update
 */
export function membershipOf(
  member: APIGuildMember,
  { guild, dispatch, onChange }: MembershipParts,
): Membership {
  function update(changes: Partial<APIGuildMember>): void {
    Object.assign(member, changes);
    const updated = { ...member, guild_id: guild.id };
    dispatch(GatewayDispatchEvents.GuildMemberUpdate, updated, GatewayIntentBits.GuildMembers);
    onChange();
  }

  return {
    get lasts() {
      return guild.members.includes(member);
    },
    give: (role) => update({ roles: [...new Set([...member.roles, guild.roles[role].id])] }),
    take: (role) => update({ roles: member.roles.filter((id) => id !== guild.roles[role].id) }),
    timeOut: (until) => update({ communication_disabled_until: until?.toISOString() ?? null }),
    leave() {
      guild.dismiss(member);
      const removal = { guild_id: guild.id, user: member.user };
      dispatch(GatewayDispatchEvents.GuildMemberRemove, removal, GatewayIntentBits.GuildMembers);
      onChange();
    },
  };
}

import type { Tier } from '../../operations/index.ts';
import { Refused } from '../../text/errors.ts';
import { channels, text } from '../../text/text.ts';

/** Who asks, and from where, as the platform vouches for it. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  /** `system`: nobody asks, its time has come. */
  readonly source: 'discord' | 'console' | 'system';
  readonly roles: readonly string[];
  /** Whether Discord lets them do nothing for a while; their roles count for nothing then. */
  readonly isTimedOut?: boolean;
  readonly guildId: string | null;
  readonly channelId: string | null;
}

/** Which guild, channels and roles count. An empty channel list means every channel of the guild. */
export interface Access {
  readonly guildId: string;
  readonly channelIds: readonly string[];
  readonly adminRoleIds: readonly string[];
  readonly moderatorRoleIds: readonly string[];
}

export type Rank = 'admin' | 'moderator';

/** What is asked for: what is of a tier, or what takes a role of each of these sets. */
type Right = Tier | { readonly eachOf: readonly (readonly string[])[] };

/** Throws where the caller may not do that. */
export type Gate = (caller: Caller, right: Right) => void;

const rankFor: Record<Tier, Rank> = {
  read: 'moderator',
  routine: 'moderator',
  sensitive: 'admin',
  destructive: 'admin',
};

/**
 * The checks that count, made anew whenever someone asks, votes or runs: guild, channel, then role. Discord's own
 * command permissions only tidy its menu.
 *
 * @throws Refused, by the gate that is returned.
 */
export function createGate(access: Access): Gate {
  return (caller, right) => {
    if (caller.source === 'system') return;
    if (caller.guildId !== access.guildId) {
      throw new Refused(text`Steward answers only in the server it was set up for. Ask there.`);
    }
    if (access.channelIds.length > 0 && !access.channelIds.includes(caller.channelId ?? '')) {
      throw new Refused(
        text`Steward does not work in this channel. Use ${channels(access.channelIds, ' or ')} instead.`,
      );
    }
    if (caller.isTimedOut === true) {
      throw new Refused(text`You are timed out in this server. Wait until that is over.`);
    }
    if (typeof right === 'object') {
      if (right.eachOf.every((set) => caller.roles.some((role) => set.includes(role)))) return;
      throw new Refused(text`This takes a role that you do not have. Leave it to those who may agree.`);
    }
    const enough = rolesThatMayAsk(access, right);
    if (!caller.roles.some((role) => enough.includes(role))) {
      throw new Refused(
        rankFor[right] === 'admin'
          ? text`This takes an admin role of this server, and you have none. Ask an admin to do it.`
          : text`This takes a moderator or admin role of this server, and you have none. Ask an admin for one.`,
      );
    }
  };
}

/** Whoever has a shell and the database's password may do anything the database may. */
export const openGate: Gate = () => undefined;

/** The roles of which any lets its holder ask for what is of this tier. */
export const rolesThatMayAsk = (
  { adminRoleIds, moderatorRoleIds }: Pick<Access, 'adminRoleIds' | 'moderatorRoleIds'>,
  tier: Tier,
): readonly string[] => (rankFor[tier] === 'admin' ? adminRoleIds : [...moderatorRoleIds, ...adminRoleIds]);

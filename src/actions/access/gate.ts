import type { Tier } from '../../operations/index.ts';
import { Refused } from '../../text/errors.ts';
import { channels, joinTexts, roles, text } from '../../text/text.ts';

/** The actor of a request, and where it came from, as the platform reports it. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  /** `system`: Steward acts automatically. */
  readonly source: 'discord' | 'console' | 'system';
  readonly roles: readonly string[];
  /** Whether Discord has timed them out; then their roles do not count. */
  readonly isTimedOut?: boolean;
  readonly guildId: string | null;
  readonly channelId: string | null;
  /** The channel that counts as theirs besides, where they are in one of its threads. */
  readonly threadOf?: string | null;
}

/** The guild, channels and roles that may use Steward. An empty channel list means every channel of the guild. */
export interface Access {
  readonly guildId: string;
  readonly channelIds: readonly string[];
  readonly adminRoleIds: readonly string[];
  readonly moderatorRoleIds: readonly string[];
}

export type Rank = 'admin' | 'moderator';

/** The right to check: that of a tier, or a role of each of these sets. */
type Right = Tier | { readonly eachOf: readonly (readonly string[])[] };

/** Throws where the caller does not have the right. */
export type Gate = (caller: Caller, right: Right) => void;

const rankFor: Record<Tier, Rank> = {
  read: 'moderator',
  routine: 'moderator',
  sensitive: 'admin',
  destructive: 'admin',
};

/**
 * Returns the authorization check, which runs again at every request, vote and run: guild, channel, then role.
 * Discord's own command permissions only decide what its menu shows.
 *
 * @throws Refused, by the returned gate.
 */
export function createGate(access: Access): Gate {
  return (caller, right) => {
    if (caller.source === 'system') return;
    if (caller.guildId !== access.guildId) {
      throw new Refused(
        text`Steward works only in the server that it was set up for. Run the command there.`,
      );
    }
    const { channelId, threadOf } = caller;
    const isHere = [channelId, threadOf].some((id) => id != null && access.channelIds.includes(id));
    if (access.channelIds.length > 0 && !isHere) {
      throw new Refused(
        text`Steward does not work in this channel. Use ${channels(access.channelIds, ' or ')}.`,
      );
    }
    if (caller.isTimedOut === true) {
      throw new Refused(text`You are timed out in this server.`);
    }
    if (typeof right === 'object') {
      if (right.eachOf.every((set) => caller.roles.some((role) => set.includes(role)))) return;
      const named = joinTexts(
        right.eachOf.map((set) => roles(set, ' or ')),
        ', and also one of ',
      );
      throw new Refused(text`Only members with ${named} can do this.`);
    }
    const enough = rolesThatMayAsk(access, right);
    if (!caller.roles.some((role) => enough.includes(role))) {
      throw new Refused(
        rankFor[right] === 'admin'
          ? text`Only admins can do this.`
          : text`Only moderators and admins can do this.`,
      );
    }
  };
}

/**
 * The gate of the console, which lets everything pass: a person with a shell and the database's password can do
 * anything that the database allows.
 */
export const openGate: Gate = () => undefined;

/** Returns the roles that may request actions of this tier; any one of them is enough. */
export const rolesThatMayAsk = (
  { adminRoleIds, moderatorRoleIds }: Pick<Access, 'adminRoleIds' | 'moderatorRoleIds'>,
  tier: Tier,
): readonly string[] => (rankFor[tier] === 'admin' ? adminRoleIds : [...moderatorRoleIds, ...adminRoleIds]);

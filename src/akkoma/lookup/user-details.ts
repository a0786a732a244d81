import type { User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { countAround, countLocalFollows, isRemoved } from '../accounts/account.ts';
import type { Instance } from '../instance.ts';
import { picturesOf } from './account-summary.ts';
import { findUser } from './find-user.ts';

/** What staff see of an account. It holds no secret: no password hash, key, token or second factor. */
export interface UserDetails {
  /** A FlakeId. */
  readonly id: string;
  /** The ActivityPub id. */
  readonly apId: string;
  readonly nickname: string | null;
  readonly name: string | null;
  /** Null if the account has none, or if the caller may not see it. */
  readonly email: string | null;
  /** The URL of the profile, or the actor's id if there is none. */
  readonly address: string;
  /** The addresses that may be linked and shown; null where there is none. */
  readonly profile: string | null;
  readonly avatar: string | null;
  readonly actorType: string;
  /** The profile's text, as HTML or plain text. */
  readonly bio: string;
  readonly registrationReason: string | null;
  readonly tags: readonly string[];
  /** Actor ids of the owner's other accounts. */
  readonly alsoKnownAs: readonly string[];
  readonly local: boolean;
  readonly active: boolean;
  readonly confirmed: boolean;
  readonly approved: boolean;
  readonly locked: boolean;
  readonly admin: boolean;
  readonly moderator: boolean;
  readonly invisible: boolean;
  readonly suggested: boolean;
  readonly passwordResetPending: boolean;
  /** Whether the account has been removed, so that only its empty row is left. */
  readonly removed: boolean;
  readonly hasSecondFactor: boolean;
  readonly registeredAt: Date;
  readonly lastActiveAt: Date | null;
  readonly lastPostAt: Date | null;
  /** For a remote account, the posts that are known here. */
  readonly posts: number;
  /** For a remote account, only local accounts are counted. */
  readonly followers: number;
  readonly following: number;
  /** Follow requests that wait for the account's answer. */
  readonly followRequests: number;
  readonly blockedBy: number;
  readonly mutedBy: number;
  /** Access tokens that have not expired. */
  readonly sessions: number;
  /** Unused password reset links, expired ones included. */
  readonly unusedResetLinks: number;
}

/**
 * Reads the details of an account for staff.
 *
 * @param withEmail whether the caller may see the e-mail address.
 * @throws NotFound if there is no such account; Conflict if the name is ambiguous.
 */
export async function readUserDetails(
  em: Em,
  instance: Instance,
  nickname: string,
  withEmail: boolean,
): Promise<UserDetails> {
  const user = await findUser(em, instance, nickname);
  const { requests, resets, ...counts } = await countAround(em, user);
  return {
    ...profileOf(user),
    ...picturesOf(user, instance),
    ...stateOf(user),
    ...counts,
    email: withEmail ? (user.email ?? null) : null,
    registeredAt: user.insertedAt,
    lastActiveAt: user.lastActiveAt ?? null,
    lastPostAt: user.lastStatusAt ?? null,
    posts: user.noteCount,
    ...(user.local
      ? { followers: user.followerCount, following: user.followingCount }
      : await countLocalFollows(em, user)),
    followRequests: requests,
    unusedResetLinks: resets,
  };
}

const profileOf = (user: User) => ({
  id: user.id,
  apId: user.apId,
  nickname: user.nickname ?? null,
  name: user.name ?? null,
  address: user.uri ?? user.apId,
  actorType: user.actorType,
  bio: user.rawBio ?? user.bio,
  registrationReason: user.registrationReason ?? null,
  tags: user.tags ?? [],
  alsoKnownAs: user.alsoKnownAs,
});

const stateOf = (user: User) => ({
  local: user.local,
  active: user.isActive,
  confirmed: user.isConfirmed,
  approved: user.isApproved,
  locked: user.isLocked,
  admin: user.isAdmin,
  moderator: user.isModerator,
  invisible: user.invisible,
  suggested: user.isSuggested,
  passwordResetPending: user.passwordResetPending,
  removed: isRemoved(user),
  hasSecondFactor: user.multiFactorAuthenticationSettings?.totp?.confirmed === true,
});

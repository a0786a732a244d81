import type { User } from '../../../entities/akkoma/index.ts';
import { isThere } from '../../database/columns-there.ts';
import type { Features } from '../schema/features.ts';

/**
 * Empties an account as removal does (behaviour.md 12): who it was and what it chose goes; its nickname, addresses and
 * keys stay, so that nobody else can take its place.
 */
export function purge(user: User, { columns }: Features): void {
  Object.assign(user, purged(), isThere(columns, 'users', 'ap_enabled') ? { apEnabled: false } : {});
}

/** A fresh one for each account: the entity keeps what it is given. */
const purged = () =>
  ({
    bio: '',
    rawBio: null,
    email: null,
    name: null,
    passwordHash: null,
    lastRefreshedAt: null,
    lastDigestEmailedAt: null,
    registrationReason: null,
    confirmationToken: null,
    mastofeSettings: null,
    mascot: null,
    avatar: {},
    banner: {},
    background: {},
    emoji: {},
    pleromaSettingsStore: {},
    tags: [],
    domainBlocks: [],
    alsoKnownAs: [],
    fields: [],
    rawFields: [],
    noteCount: 0,
    followerCount: 0,
    followingCount: 0,
    isLocked: false,
    passwordResetPending: false,
    isActive: false,
    isModerator: false,
    isAdmin: false,
    isDiscoverable: false,
  }) satisfies Partial<User>;

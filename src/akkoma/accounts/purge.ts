import type { User } from '../../../entities/akkoma/index.ts';
import { isThere } from '../../database/columns-there.ts';
import type { Features } from '../schema/features.ts';

/**
 * Empties an account as a removal does (behaviour.md 12). Personal data and preferences are deleted. The nickname, the
 * addresses and the keys stay, so that nobody else can take the account's place.
 */
export function purge(user: User, { columns }: Features): void {
  Object.assign(user, purged(), isThere(columns, 'users', 'ap_enabled') ? { apEnabled: false } : {});
}

/** Returns new values for each account, because the entity keeps the objects that it is given. */
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

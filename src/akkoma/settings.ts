import type { Features } from './schema/features.ts';

/**
 * Akkoma's own settings, as far as operations depend on them. The server keeps them in its configuration files, where
 * the database does not tell of them, so Steward is told in its environment (behaviour.md 1.1).
 */
export interface Settings {
  /** Whether the server sends activities to others; when it does not, no publish jobs are made. */
  readonly federating: boolean;
  readonly accountActivationRequired: boolean;
  readonly accountApprovalRequired: boolean;
  /** Whether nicknames may hold `_` and `-`. */
  readonly extendedNicknameFormat: boolean;
  /** In grapheme clusters. */
  readonly userBioLength: number;
  /** In grapheme clusters. */
  readonly userNameLength: number;
  readonly restrictedNicknames: readonly string[];
  /** Domains, subdomains included, whose addresses may not register. */
  readonly emailBlacklist: readonly string[];
  readonly autofollowedNicknames: readonly string[];
  readonly autofollowingNicknames: readonly string[];
  readonly welcomeDirectMessage: boolean;
  readonly welcomeEmail: boolean;
  readonly instanceName: string;
  /** The address that the instance's mail comes from. */
  readonly notifyEmail: string;
  readonly externalUserSynchronization: boolean;
  readonly cleanupAttachments: boolean;
  /** How long attachments of deleted posts stay, in seconds; before 3.14 they go at once. */
  readonly cleanupAttachmentsDelay: number;
  /** Whether posts are searched by another program than the database, which a job tells of each. */
  readonly externalSearch: boolean;
  /** The newest migration of Akkoma's that someone has looked at, where Steward knows it not; 0 where nobody has. */
  readonly checkedMigration: number;
  /** Whether the server is made to read anew what it keeps of accounts in memory: Steward's own setting. */
  readonly refresh: boolean;
  /** Whether what staff do from here is also written to Akkoma's `moderation_log`: Steward's own setting, not the server's. */
  readonly moderationLog: boolean;
  /** How often a job of the queue is tried. */
  readonly retries: { readonly federatorOutgoing: number; readonly searchIndexing: number };
}

/** Settings as far as they are given: what is left out is as usual for the Akkoma that is there. */
export interface GivenSettings extends Omit<Settings, 'cleanupAttachments' | 'externalSearch' | 'retries'> {
  readonly cleanupAttachments: boolean | undefined;
  readonly externalSearch: boolean | undefined;
  readonly retries: {
    readonly federatorOutgoing: number | undefined;
    readonly searchIndexing: number;
  };
}

/** Fills in what is not given. */
export function settingsFor(given: GivenSettings, features: Features): Settings {
  const { cleanupAttachments, externalSearch, retries } = given;
  return {
    ...given,
    cleanupAttachments: cleanupAttachments ?? features.cleansUpAttachments,
    externalSearch: externalSearch ?? features.indexJobsSeen,
    retries: { ...retries, federatorOutgoing: retries.federatorOutgoing ?? features.publishAttempts },
  };
}

/** What Akkoma 3.13.2 reserves if nothing else is configured. */
export const defaultRestrictedNicknames: readonly string[] =
  `.well-known ~ about activities api auth check_password dev friend-requests inbox internal main media nodeinfo notice
  oauth objects ostatus_subscribe pleroma proxy push registration relay settings status tag user-search user_exists users
  web verify_credentials update_credentials relationships search confirmation_resend mfa`.split(/\s+/);

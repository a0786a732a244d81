/**
 * Akkoma's own settings, as far as operations depend on them. The server keeps them in its configuration files, where
 * the database does not tell of them, so Steward is told in its environment (operations.md 1.1).
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
  /** Whether what staff do from here is also written to Akkoma's `moderation_log`: Steward's own setting, not the server's. */
  readonly moderationLog: boolean;
  /** How often a job of the queue is tried. */
  readonly retries: { readonly federatorOutgoing: number; readonly searchIndexing: number };
}

/** What Akkoma 3.13.2 reserves if nothing else is configured. */
export const defaultRestrictedNicknames: readonly string[] =
  `.well-known ~ about activities api auth check_password dev friend-requests inbox internal main media nodeinfo notice
  oauth objects ostatus_subscribe pleroma proxy push registration relay settings status tag user-search user_exists users
  web verify_credentials update_credentials relationships search confirmation_resend mfa`.split(/\s+/);

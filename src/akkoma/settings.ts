import type { Features } from './schema/features.ts';

/**
 * Akkoma's own settings, as far as operations depend on them. The server keeps them in configuration files, which
 * cannot be read from the database, so Steward's environment repeats them (behaviour.md 1.1).
 */
export interface Settings {
  /** Whether the server sends activities to other servers. If not, no publish jobs are created. */
  readonly federating: boolean;
  readonly accountActivationRequired: boolean;
  readonly accountApprovalRequired: boolean;
  /** Whether nicknames may contain `_` and `-`. */
  readonly extendedNicknameFormat: boolean;
  /** In grapheme clusters. */
  readonly userBioLength: number;
  /** In grapheme clusters. */
  readonly userNameLength: number;
  readonly restrictedNicknames: readonly string[];
  /** Domains, subdomains included, whose e-mail addresses may not be used to register. */
  readonly emailBlacklist: readonly string[];
  readonly autofollowedNicknames: readonly string[];
  readonly autofollowingNicknames: readonly string[];
  readonly welcomeDirectMessage: boolean;
  readonly welcomeEmail: boolean;
  readonly instanceName: string;
  /** The sender address of the instance's mails. */
  readonly notifyEmail: string;
  readonly externalUserSynchronization: boolean;
  readonly cleanupAttachments: boolean;
  /** How long the attachments of deleted posts stay, in seconds. Before 3.15 they are deleted immediately. */
  readonly cleanupAttachmentsDelay: number;
  /** Whether another program than the database searches posts. A job reports each post to it. */
  readonly externalSearch: boolean;
  /**
   * The newest migration unknown to Steward that an administrator has checked; 0 if there is none. Steward's own
   * setting.
   */
  readonly checkedMigration: number;
  /** Whether Steward makes the server reload the accounts that it caches in memory. Steward's own setting. */
  readonly refresh: boolean;
  /** Whether actions of staff in Steward are also written to Akkoma's `moderation_log`. Steward's own setting. */
  readonly moderationLog: boolean;
  /** The path of the file of mail presets; undefined where there is none. Steward's own setting. */
  readonly mailPresets: string | undefined;
  /** The number of attempts of a job, by queue. */
  readonly retries: { readonly federatorOutgoing: number; readonly searchIndexing: number };
}

/** The settings that are given. An undefined one takes the default of the Akkoma release in the database. */
export interface GivenSettings extends Omit<Settings, 'cleanupAttachments' | 'externalSearch' | 'retries'> {
  readonly cleanupAttachments: boolean | undefined;
  readonly externalSearch: boolean | undefined;
  readonly retries: {
    readonly federatorOutgoing: number | undefined;
    readonly searchIndexing: number;
  };
}

/** Fills in the settings that are not given. */
export function settingsFor(given: GivenSettings, features: Features): Settings {
  const { cleanupAttachments, externalSearch, retries } = given;
  return {
    ...given,
    cleanupAttachments: cleanupAttachments ?? features.cleansUpAttachments,
    externalSearch: externalSearch ?? features.hasSeenIndexJobs,
    retries: { ...retries, federatorOutgoing: retries.federatorOutgoing ?? features.publishAttempts },
  };
}

/** The nicknames that Akkoma 3.13.2 reserves by default. */
export const defaultRestrictedNicknames: readonly string[] =
  `.well-known ~ about activities api auth check_password dev friend-requests inbox internal main media nodeinfo notice
  oauth objects ostatus_subscribe pleroma proxy push registration relay settings status tag user-search user_exists users
  web verify_credentials update_credentials relationships search confirmation_resend mfa`.split(/\s+/);

import { type Column, columns, type Writes } from './writes.ts';

/** What Steward may do with a table of Akkoma's independently of its commands. The columns that they write come on top. */
interface Table {
  /** The columns that it reads: to show them, to decide by them, or to keep them in `steward.changes`. */
  readonly select: readonly Column[];
  /**
   * Columns that change without an operation naming them. Most only let Steward lock rows: PostgreSQL allows that to roles
   * that may update some column.
   */
  readonly update?: readonly Column[];
  /** Columns of rows that a trigger inserts, without an operation naming them. */
  readonly insert?: readonly Column[];
  /** The function that inserts the rows. The role itself may not insert any. */
  readonly insertedBy?: string;
  /** Columns that are confidential or give power over an account, each with the reason why Steward needs it. */
  readonly confidential?: Readonly<Record<Column, string>>;
}

/**
 * The physical location of a row version. A flush finds changes of a row by it, even of columns that the role may not
 * read.
 */
const rowVersion = 'ctid';

/** Tables of Akkoma's that Steward works with. It has no right on any other table. */
export const tables: Readonly<Record<string, Table>> = {
  users: {
    select: columns(`${rowVersion}
      id email name nickname bio inserted_at updated_at ap_id avatar local follower_address last_refreshed_at tags
      last_digest_emailed_at multi_factor_authentication_settings following_address banner background note_count
      follower_count following_count is_locked is_confirmed password_reset_pending confirmation_token default_scope
      domain_blocks is_active no_rich_text ap_enabled is_moderator is_admin show_role mastofe_settings uri
      hide_followers_count hide_follows_count hide_followers hide_follows hide_favorites email_notifications mascot emoji
      pleroma_settings_store fields raw_fields is_discoverable invisible notification_settings skip_thread_containment
      also_known_as allow_following_move actor_type raw_bio public_key inbox shared_inbox is_approved
      registration_reason last_active_at pinned_objects featured_address disclose_client is_suggested last_status_at
      language status_ttl_days accepts_direct_messages_from permit_followback`),
    confidential: {
      email: 'show, search, signup list, new and change_email use it, and Akkoma mails to it',
      multi_factor_authentication_settings:
        'show says whether two-factor authentication is on; reset_mfa keeps the backup codes',
      confirmation_token: 'set, confirm and instance unconfirm_all change it, and undo restores it',
      password_hash: 'new and rm set it; it cannot be read',
      keys: 'new inserts them; they can be neither read nor changed',
    },
  },
  signing_keys: {
    select: columns(`${rowVersion} user_id key_id public_key inserted_at updated_at`),
    confidential: { private_key: 'new inserts it; it can be neither read nor changed' },
  },
  activities: {
    select: columns(`${rowVersion} id data inserted_at updated_at local actor recipients`),
    update: ['data'],
    confidential: {
      data: 'commands find the activities of a post or a follow by it, direct messages included; deactivate, delete_activities and post delete record what they delete; reports are in it, with the e-mail address of the reported account',
    },
  },
  objects: {
    select: columns('id data inserted_at updated_at'),
    confidential: {
      data: 'post show shows a post; delete_activities and post delete turn posts into tombstones, direct messages included, and record them',
    },
  },
  counter_cache: {
    select: columns('id instance direct private unlisted public'),
    update: columns('instance direct private unlisted public'),
    // The trigger of `activities` inserts a row where it counts the first post of a host.
    insert: columns('instance direct private unlisted public'),
  },
  following_relationships: {
    select: columns('id follower_id following_id state inserted_at updated_at'),
    update: ['updated_at'],
  },
  user_relationships: {
    select: columns('source_id target_id relationship_type'),
  },
  notifications: {
    select: columns('id user_id activity_id seen inserted_at updated_at type'),
    update: ['updated_at'],
  },
  bookmarks: {
    select: columns('id user_id activity_id inserted_at updated_at'),
    update: ['updated_at'],
  },
  report_notes: {
    select: columns('id user_id activity_id content inserted_at updated_at'),
    update: ['updated_at'],
    confidential: {
      content:
        'report show and user history show it; a note that is deleted is recorded, and undo restores it',
    },
  },
  hashtags: {
    select: columns('id name inserted_at updated_at'),
  },
  hashtags_objects: {
    select: columns('hashtag_id object_id'),
  },
  user_follows_hashtag: {
    select: columns('hashtag_id'),
  },
  user_invite_tokens: {
    select: columns(`${rowVersion} id token used inserted_at updated_at expires_at uses max_use invite_type`),
    confidential: { token: 'invite list shows the beginning, and invite revoke finds an invite by it' },
  },
  password_reset_tokens: {
    select: columns(`${rowVersion} id user_id used inserted_at updated_at`),
    confidential: {
      token: 'new and reset_password insert one; its holder can set the password; it cannot be read',
    },
  },
  oauth_tokens: {
    select: columns('id app_id user_id valid_until inserted_at updated_at scopes'),
  },
  oauth_authorizations: {
    select: columns('id app_id user_id valid_until used inserted_at updated_at scopes'),
  },
  mfa_tokens: {
    select: columns('id user_id authorization_id valid_until inserted_at updated_at'),
  },
  push_subscriptions: {
    select: columns('id user_id token_id endpoint data inserted_at updated_at'),
  },
  instances: {
    select: columns('host unreachable_since'),
  },
  oban_jobs: {
    select:
      columns(`id state queue worker args errors attempt max_attempts inserted_at scheduled_at attempted_at
      completed_at attempted_by discarded_at priority tags meta cancelled_at`),
    update: ['tags'],
    insertedBy: 'steward.enqueue',
    confidential: {
      args: 'rm finds the job that it waits for by them, and undo finds the jobs to delete; they include unsent mails',
    },
  },
  schema_migrations: {
    select: columns('version'),
  },
  moderation_log: {
    select: columns('id data inserted_at updated_at'),
    confidential: {
      data: 'user history shows what staff did to an account, the texts of notes on reports included',
    },
  },
};

/** A command, or another part of Steward, with the tables of Akkoma's that it works with. */
export interface TableUse {
  /** As people know it, such as `user deactivate`. */
  readonly name: string;
  readonly writes: Writes;
  /** Tables that it reads without writing to them. Every command may read `users`. */
  readonly reads: readonly string[];
}

/**
 * The privileges of Steward's role on a table of Akkoma's, column by column. The role has no others: it cannot read a
 * password hash or a private key, nor access any other table.
 */
export interface Grant {
  /** The commands and parts of Steward that work with the table. */
  readonly usedBy: readonly string[];
  readonly select: readonly Column[];
  readonly insert: readonly Column[];
  readonly update: readonly Column[];
  readonly delete: boolean;
  /** The function that inserts the rows where the role may not; null for none. */
  readonly insertedBy: string | null;
  /** Whether PostgreSQL numbers inserted rows from the table's sequence. */
  readonly numbered: boolean;
  readonly confidential: Readonly<Record<Column, string>>;
}

export type Grants = Readonly<Record<string, Grant>>;

/**
 * The privileges that these commands and parts of Steward need, by table.
 *
 * @throws Error for a use of a table that is not in `tables`.
 */
export function grantsFor(uses: readonly TableUse[]): Grants {
  const unknown = uses.flatMap(({ name, writes, reads }) =>
    [...Object.keys(writes), ...reads]
      .filter((table) => !(table in tables))
      .map((table) => `${name}: ${table}`),
  );
  if (unknown.length > 0) throw new Error(`Tables that Steward may not read: ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, grantOn(name, table, uses)]),
  );
}

function grantOn(name: string, table: Table, uses: readonly TableUse[]): Grant {
  const written = uses.flatMap(({ writes }) => writes[name] ?? []);
  const { insertedBy = null } = table;
  const inserts = [table, ...written].flatMap(({ insert }) =>
    insert === undefined || insertedBy !== null ? [] : [insert],
  );
  return {
    usedBy: uses.flatMap((use) => (name in use.writes || use.reads.includes(name) ? [use.name] : [])),
    select: table.select,
    insert: [...new Set(inserts.flat())],
    update: [...new Set([...(table.update ?? []), ...written.flatMap(({ update = [] }) => update)])],
    delete: written.some((each) => each.delete === true),
    insertedBy,
    numbered: inserts.some((each) => !each.includes('id')) && table.select.includes('id'),
    confidential: table.confidential ?? {},
  };
}

/**
 * The privileges on Steward's own tables. The records of decisions and changes can be inserted, but neither updated nor
 * deleted.
 */
export const ownGrants: Readonly<Record<string, string>> = {
  migrations: 'select',
  audit_log: 'select, insert',
  changes: 'select, insert',
  votes: 'select, insert',
  actions: 'select, insert',
  audit_channels: 'select, insert, update',
  days: 'select, insert, update',
  digests: 'select, insert, update',
  drafts: 'select, insert, delete',
  interactions: 'select, insert, delete',
  notes: 'select, insert, delete',
  staff_links: 'select, insert, update, delete',
  lock: 'select, insert, delete',
  pauses: 'select, insert, update',
  queue_cards: 'select, insert, update',
  queue_cursors: 'select, insert, update',
  queue_items: 'select, insert, update',
  refusals: 'select, insert, update, delete',
  refreshes: 'select, insert, update, delete',
  pending_accounts: 'select, insert, update, delete',
  batches: 'select, insert',
  pending_undos: 'select, insert, delete',
};

/**
 * The columns of Steward's own tables that the role may update where it may not update all: of an action what comes of
 * it, and where its card is. Who requested what, why, and the plan stay as they were inserted.
 */
export const ownUpdates: Readonly<Record<string, readonly Column[]>> = {
  actions: columns(`state args outcome failure message_id updated_at deadline revision drawn interaction_token
    current_plan progress refresh reverses_at mention mention_message_id undone_by`),
};

/** The columns of a table of Akkoma's that the role may read, without `ctid`. */
export const readable = (table: string): readonly Column[] =>
  (tables[table]?.select ?? []).filter((column) => column !== rowVersion);

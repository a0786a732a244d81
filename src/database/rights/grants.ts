/**
 * What the role that Steward works as may do with a table of Akkoma's, column by column. What is not named here it may not
 * do: neither read a password hash or a private key, nor touch any other table.
 */
interface Grant {
  /** Who needs it; a line of a comment. */
  readonly for: string;
  readonly select: readonly string[];
  readonly insert?: readonly string[];
  /**
   * Of tables whose rows are only ever locked, which takes the right to update something, it is a column of which nobody is
   * harmed.
   */
  readonly update?: readonly string[];
  readonly delete?: true;
  /** Whether rows are inserted whose number the database gives. */
  readonly numbered?: true;
  /** What of it is confidential, or can do harm, and the operation for which it must be all the same. */
  readonly except?: Readonly<Record<string, string>>;
}

const columns = (names: string): readonly string[] => names.trim().split(/\s+/);

/** The place of a row's version: how a flush tells that a row has changed, be it in a column that may not be read. */
const version = 'ctid';

/** By table. Everything that is selected is needed to show it, to decide by it, or to keep it in `steward.changes`. */
export const grants: Readonly<Record<string, Grant>> = {
  users: {
    for: 'all of "user", "staff link"; its own accounts tell Steward which instance it is in',
    select: columns(`${version}
      id email name nickname bio inserted_at updated_at ap_id avatar local follower_address last_refreshed_at tags
      last_digest_emailed_at multi_factor_authentication_settings following_address banner background note_count
      follower_count following_count is_locked is_confirmed password_reset_pending confirmation_token default_scope
      domain_blocks is_active no_rich_text ap_enabled is_moderator is_admin show_role mastofe_settings uri
      hide_followers_count hide_follows_count hide_followers hide_follows hide_favorites email_notifications mascot emoji
      pleroma_settings_store fields raw_fields is_discoverable invisible notification_settings skip_thread_containment
      also_known_as allow_following_move actor_type raw_bio public_key inbox shared_inbox is_approved
      registration_reason last_active_at pinned_objects featured_address disclose_client is_suggested last_status_at
      language status_ttl_days accepts_direct_messages_from permit_followback`),
    insert:
      columns(`id nickname email password_hash keys name bio avatar ap_id follower_address following_address
      featured_address is_confirmed is_approved confirmation_token inserted_at updated_at`),
    update:
      columns(`bio raw_bio email name password_hash last_refreshed_at last_digest_emailed_at registration_reason
      confirmation_token mastofe_settings mascot avatar banner background emoji pleroma_settings_store tags
      domain_blocks also_known_as fields raw_fields note_count follower_count following_count is_locked
      password_reset_pending is_active ap_enabled is_moderator is_admin is_discoverable is_confirmed pinned_objects
      multi_factor_authentication_settings updated_at`),
    except: {
      email: 'show, search, new, change_email, and mails to whoever is concerned',
      multi_factor_authentication_settings:
        'show says whether there is a second factor; reset_mfa keeps the backup codes',
      confirmation_token: 'set, confirm and unconfirm_all change it, and undo puts it back',
      password_hash: 'new inserts one and rm takes it away, so it can be set; it cannot be read',
      keys: 'new inserts them; they can be neither read nor changed',
    },
  },
  signing_keys: {
    for: 'new',
    select: columns(`${version} user_id key_id public_key inserted_at updated_at`),
    insert: columns('user_id key_id public_key private_key inserted_at updated_at'),
    except: { private_key: 'new inserts it; it can be neither read nor changed' },
  },
  activities: {
    for: 'deactivate, fix_follow_state, rm, delete_activities, undo',
    select: columns(`${version} id data inserted_at updated_at local actor recipients`),
    insert: columns('id data inserted_at updated_at local actor recipients'),
    update: columns('data'),
    delete: true,
    except: {
      data: 'what belongs to a post or a follow is found by it, direct messages included, and deactivate and delete_activities record what they delete',
    },
  },
  objects: {
    for: 'delete_activities; rm counts what is left',
    select: columns('id data inserted_at updated_at'),
    insert: columns('data inserted_at updated_at'),
    update: columns('data updated_at'),
    numbered: true,
    except: {
      data: 'delete_activities turns posts into tombstones, direct messages included, and records them',
    },
  },
  counter_cache: {
    for: 'delete_activities, and the trigger of activities',
    select: columns('id instance direct private unlisted public'),
    update: columns('instance direct private unlisted public'),
  },
  following_relationships: {
    for: 'show, new, confirm, activate, deactivate, rm, fix_follow_state, undo',
    select: columns('id follower_id following_id state inserted_at updated_at'),
    insert: columns('id follower_id following_id state inserted_at updated_at'),
    update: columns('updated_at'),
    delete: true,
    numbered: true,
  },
  user_relationships: {
    for: 'show counts blocks and mutes; new and confirm follow nobody across a block, and undo brings no follow back across one',
    select: columns('source_id target_id relationship_type'),
  },
  notifications: {
    for: 'set, deactivate, delete_activities, rm, fix_follow_state, undo',
    select: columns('id user_id activity_id seen inserted_at updated_at type'),
    insert: columns('id user_id activity_id seen inserted_at updated_at type'),
    update: columns('updated_at'),
    delete: true,
  },
  bookmarks: {
    for: 'deactivate and delete_activities: they go with an activity; undo',
    select: columns('id user_id activity_id inserted_at updated_at'),
    insert: columns('id user_id activity_id inserted_at updated_at'),
    update: columns('updated_at'),
    delete: true,
  },
  report_notes: {
    for: 'deactivate and delete_activities: they go with an activity; undo',
    select: columns('id user_id activity_id content inserted_at updated_at'),
    insert: columns('id user_id activity_id content inserted_at updated_at'),
    update: columns('updated_at'),
    delete: true,
    except: { content: 'what goes with an activity is recorded, and undo brings it back' },
  },
  hashtags: {
    for: 'delete_activities',
    select: columns('id name inserted_at updated_at'),
    delete: true,
  },
  hashtags_objects: {
    for: 'delete_activities',
    select: columns('hashtag_id object_id'),
    delete: true,
  },
  user_follows_hashtag: {
    for: 'delete_activities keeps a hashtag that someone follows',
    select: columns('hashtag_id'),
  },
  user_invite_tokens: {
    for: 'invite, invites, revoke_invite, undo',
    select: columns(`${version} id token used inserted_at updated_at expires_at uses max_use invite_type`),
    insert: columns('token inserted_at updated_at expires_at max_use invite_type'),
    update: columns('used updated_at'),
    delete: true,
    numbered: true,
    except: { token: 'invites shows the beginning, and revoke_invite finds an invite by it' },
  },
  password_reset_tokens: {
    for: 'new, reset_password; show counts those that are not used',
    select: columns(`${version} id user_id used inserted_at updated_at`),
    insert: columns('token user_id inserted_at updated_at'),
    numbered: true,
    except: {
      token:
        'new and reset_password insert one, which lets whoever has it set the password; it cannot be read',
    },
  },
  oauth_tokens: {
    for: 'sign_out; show counts sessions',
    select: columns('id app_id user_id valid_until inserted_at updated_at scopes'),
    delete: true,
  },
  oauth_authorizations: {
    for: 'sign_out',
    select: columns('id app_id user_id valid_until used inserted_at updated_at scopes'),
    delete: true,
  },
  mfa_tokens: {
    for: 'sign_out',
    select: columns('id user_id authorization_id valid_until inserted_at updated_at'),
    delete: true,
  },
  push_subscriptions: {
    for: 'sign_out',
    select: columns('id user_id token_id endpoint data inserted_at updated_at'),
    delete: true,
  },
  instances: {
    for: 'suggestions while an instance is typed',
    select: columns('host'),
  },
  oban_jobs: {
    for: "new, confirm, change_email, deactivate, fix_follow_state, delete_activities, rm: mails, and the server's part",
    select:
      columns(`id state queue worker args errors attempt max_attempts inserted_at scheduled_at attempted_at
      completed_at attempted_by discarded_at priority tags meta cancelled_at`),
    insert: columns('worker queue priority max_attempts args state scheduled_at'),
    update: columns('tags'),
    delete: true,
    numbered: true,
    except: {
      args: 'rm finds the job that it waits for by them, and undo those to take back; mails that wait are among them',
    },
  },
  schema_migrations: {
    for: 'which Akkoma this is, and whether it was upgraded meanwhile',
    select: columns('version'),
  },
  moderation_log: {
    for: 'everything that changes accounts, with MODERATION_LOG=true',
    select: columns('id data inserted_at updated_at'),
    insert: columns('data inserted_at updated_at'),
    numbered: true,
  },
};

/** Our own tables: what is decided and done is added to, and neither altered nor taken away. */
export const ownGrants: Readonly<Record<string, string>> = {
  migrations: 'select',
  audit_log: 'select, insert',
  changes: 'select, insert',
  votes: 'select, insert',
  actions: 'select, insert, update',
  audit_channels: 'select, insert, update',
  drafts: 'select, insert, delete',
  interactions: 'select, insert, delete',
  staff_links: 'select, insert, update, delete',
  lock: 'select, insert, delete',
  pauses: 'select, insert, update',
  refreshes: 'select, insert, update, delete',
  pending_accounts: 'select, insert, update, delete',
  batches: 'select, insert',
  pending_undos: 'select, insert, delete',
};

/** The columns of a table of Akkoma's that the role may read. */
export const readable = (table: string): readonly string[] =>
  (grants[table]?.select ?? []).filter((column) => column !== version);

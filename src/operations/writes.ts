import { columns, type Writes } from '../database/rights/writes.ts';

/** The rows that several operations insert. */
const inserts = {
  activities: { insert: columns('id data inserted_at updated_at local actor recipients') },
  following_relationships: { insert: columns('follower_id following_id state inserted_at updated_at') },
  oban_jobs: { insert: columns('worker queue priority max_attempts args state scheduled_at') },
} as const;

const activities = { ...inserts.activities, delete: true } as const;

/** The rows that PostgreSQL's foreign keys tie to an activity. They are deleted with it. */
const dependents = {
  notifications: { delete: true },
  bookmarks: { delete: true },
  report_notes: { delete: true },
} as const;

/** The writes that end follows as Akkoma's server ends them. */
const unfollowing: Writes = {
  users: { update: columns('is_active follower_count following_count updated_at') },
  following_relationships: { delete: true },
  activities,
  ...dependents,
  oban_jobs: inserts.oban_jobs,
};

/** The writes that delete posts and undo likes, boosts and reactions. */
const retracting: Writes = {
  users: { update: columns('note_count pinned_objects updated_at') },
  activities,
  objects: { insert: columns('data inserted_at updated_at'), update: columns('data updated_at') },
  hashtags: { delete: true },
  hashtags_objects: { delete: true },
  ...dependents,
  oban_jobs: inserts.oban_jobs,
};

/** The writes that follow the registration or confirmation of an account. */
const arriving: Writes = {
  users: { update: columns('confirmation_token is_confirmed follower_count following_count updated_at') },
  following_relationships: inserts.following_relationships,
  oban_jobs: inserts.oban_jobs,
};

/** The writes that empty an account which is deleted, and leave the rest to the server. */
const closing: Writes = {
  users: {
    update:
      columns(`bio raw_bio email name password_hash last_refreshed_at last_digest_emailed_at registration_reason
      confirmation_token mastofe_settings mascot avatar banner background emoji pleroma_settings_store tags domain_blocks
      also_known_as fields raw_fields note_count follower_count following_count is_locked password_reset_pending
      ap_enabled is_active is_moderator is_admin is_discoverable updated_at`),
  },
  activities: inserts.activities,
  notifications: { delete: true },
  oban_jobs: inserts.oban_jobs,
};

/** The writes that activate accounts: their own follows of local accounts end. */
const activating: Writes = {
  users: { update: columns('is_active following_count updated_at') },
  following_relationships: { delete: true },
};

export const writes = {
  activating,
  arriving,
  closing,
  dependents,
  inserts,
  retracting,
  unfollowing,
} as const;

import { columns, type Writes } from '../database/rights/writes.ts';

const jobs = { insert: columns('worker queue priority max_attempts args state scheduled_at') };

const activities = {
  insert: columns('id data inserted_at updated_at local actor recipients'),
  delete: true,
} as const;

/** The rows that go with a deleted activity. */
const dependents = {
  notifications: { delete: true },
  bookmarks: { delete: true },
  report_notes: { delete: true },
} as const;

/** Ends follows as Akkoma's server does. */
const unfollowing: Writes = {
  users: { update: columns('is_active follower_count following_count updated_at') },
  following_relationships: { delete: true },
  activities,
  ...dependents,
  oban_jobs: jobs,
};

/** Deletes posts, likes, boosts and reactions. */
const retracting: Writes = {
  users: { update: columns('note_count pinned_objects updated_at') },
  activities,
  objects: { insert: columns('data inserted_at updated_at'), update: columns('data updated_at') },
  hashtags: { delete: true },
  hashtags_objects: { delete: true },
  ...dependents,
  oban_jobs: jobs,
};

/** Confirms an account, or registers one that counts as confirmed. */
const arriving: Writes = {
  users: { update: columns('confirmation_token is_confirmed follower_count following_count updated_at') },
  following_relationships: { insert: columns('follower_id following_id state inserted_at updated_at') },
  oban_jobs: jobs,
};

/** Activates accounts: their own follows of local accounts end. */
const activating: Writes = {
  users: { update: columns('is_active following_count updated_at') },
  following_relationships: { delete: true },
};

export const writes = { activating, arriving, dependents, jobs, retracting, unfollowing } as const;

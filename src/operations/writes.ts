import type { Writes } from '../akkoma/schema/known-tables.ts';

/** What is written wherever follows end as the server ends them. */
const unfollowing: Writes = {
  users: ['update'],
  following_relationships: ['delete'],
  activities: ['insert', 'delete'],
  notifications: ['delete'],
  bookmarks: ['delete'],
  report_notes: ['delete'],
  oban_jobs: ['insert'],
};

/** What is written wherever posts, likes, boosts and reactions are taken back. */
const retracting: Writes = {
  users: ['update'],
  activities: ['insert', 'delete'],
  objects: ['insert', 'update'],
  hashtags: ['delete'],
  hashtags_objects: ['delete'],
  notifications: ['delete'],
  bookmarks: ['delete'],
  report_notes: ['delete'],
  oban_jobs: ['insert'],
};

/** What undoing writes, whatever it undoes. */
const undoing: Writes = {
  users: ['update'],
  following_relationships: ['insert', 'delete'],
  activities: ['insert', 'delete'],
  notifications: ['insert', 'delete'],
  bookmarks: ['insert', 'delete'],
  report_notes: ['insert', 'delete'],
  user_invite_tokens: ['update', 'delete'],
  oban_jobs: ['insert', 'delete'],
};

/** What happens once an account is registered or confirmed. */
const arriving: Writes = {
  users: ['update'],
  following_relationships: ['insert'],
  oban_jobs: ['insert'],
};

/** What letting accounts be used again writes: their own follows of local accounts end. */
const activating: Writes = { users: ['update'], following_relationships: ['delete'] };

export const writes = { activating, unfollowing, retracting, undoing, arriving } as const;

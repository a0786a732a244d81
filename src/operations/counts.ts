import { type RestorableKind, restorableKinds, type UndoSummary } from '../undo/index.ts';

/** What a plan counts: rows of one kind that it would touch. The keys are stored, and printed by `--json`. */
export type CountKey =
  | 'accounts_to_confirm'
  | 'accounts_to_unconfirm'
  | 'accounts_to_activate'
  | 'accounts_to_deactivate'
  | 'accounts_to_approve'
  | 'accounts_to_reject'
  | 'accounts_kept_deactivated'
  | 'local_follows_ended'
  | 'local_followers_unsubscribed'
  | 'posts_to_delete'
  | 'posts'
  | 'likes'
  | 'boosts'
  | 'reactions'
  | 'followers'
  | 'follows'
  | 'sessions_ended'
  | 'report_notifications_deleted'
  | 'reports'
  | 'actions_undone'
  | `restored_${RestorableKind}`
  | 'left_unchanged';

export type Counts = Readonly<Partial<Record<CountKey, number>>>;

/** The number of rows that an undo restores, or has restored, by kind. */
export const restoredCounts = (restored: UndoSummary['kinds']): Counts =>
  Object.fromEntries(
    restorableKinds.flatMap((kind) =>
      restored[kind] === undefined ? [] : [[`restored_${kind}`, restored[kind]]],
    ),
  );

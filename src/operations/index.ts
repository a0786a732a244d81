export {
  AccountBusy,
  type BatchProgress,
  dropPending,
  isAnythingPending,
  readBatchProgress,
} from './batches/pending-accounts.ts';
export { type CountKey, type Counts, restoredCounts } from './counts.ts';
export { type Bound, type Difference, differencesBetween, type Facts } from './facts.ts';
export { changeEmail } from './instance/change-email.ts';
export { confirm } from './instance/confirm.ts';
export { confirmAll, unconfirmAll } from './instance/confirm-all.ts';
export { deleteActivities, readDeletionProgress } from './instance/delete-activities.ts';
export { fixFollowState } from './instance/fix-follow-state.ts';
export type { RemovalProgress } from './instance/follow-removal.ts';
export { type PostsProgress, readRmProgress, type SendingProgress } from './instance/follow-sending.ts';
export { invite } from './instance/invite.ts';
export { newUser } from './instance/new-user.ts';
export { resetMfa } from './instance/reset-mfa.ts';
export { resetPassword } from './instance/reset-password.ts';
export { revokeInvite } from './instance/revoke-invite.ts';
export { rm } from './instance/rm.ts';
export { set } from './instance/set.ts';
export { activate, deactivate } from './instance/set-activation.ts';
export { activateAllFromInstance, deactivateAllFromInstance } from './instance/set-activation-of-instance.ts';
export { signOut } from './instance/sign-out.ts';
export { tag, untag } from './instance/tags.ts';
export {
  defineOperation,
  type FollowResult,
  fingerprint,
  type Operation,
  type Operations,
  type OtherActions,
  type Plan,
  type ReadContext,
  writesOf,
} from './operation.ts';
export { keep } from './steward/keep.ts';
export { holdUnlocked, type Lock, lock, readLock, unlock } from './steward/lock.ts';
export { linkStaff, listStaffLinks, type StaffLink, unlinkStaff } from './steward/staff-links.ts';
export { listPauses, type Pause, pauseStaff, readPause, resumeStaff } from './steward/staff-pauses.ts';
export { type ActionTier, graverOf, isGraver, type Tier } from './tier.ts';
export { undo } from './undo/undo.ts';
export { undoAll } from './undo/undo-all.ts';
export { noteBatch, readUndoProgress } from './undo/undo-parts.ts';
export type { Reversal, Undone } from './undo/undo-plan.ts';
export { undoableOf } from './undo/undoable.ts';

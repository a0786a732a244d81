export { changeEmail } from './change-email.ts';
export { confirm } from './confirm.ts';
export { confirmAll, unconfirmAll } from './confirm-all.ts';
export { deleteActivities, readDeletionProgress } from './delete-activities.ts';
export { fixFollowState } from './fix-follow-state.ts';
export type { RemovalProgress } from './follow-removal.ts';
export { type PostsProgress, readRmProgress, type SendingProgress } from './follow-sending.ts';
export { invite } from './invite.ts';
export { keep } from './keep.ts';
export { holdUnlocked, type Lock, lock, readLock, unlock } from './lock.ts';
export { newUser } from './new-user.ts';
export {
  defineOperation,
  type Followed,
  fingerprint,
  type Operation,
  type Plan,
  type Reading,
} from './operation.ts';
export {
  type BatchProgress,
  dropPending,
  isAnythingPending,
  readBatchProgress,
  StillAtWork,
} from './pending-accounts.ts';
export { resetMfa } from './reset-mfa.ts';
export { resetPassword } from './reset-password.ts';
export { revokeInvite } from './revoke-invite.ts';
export { rm } from './rm.ts';
export { set } from './set.ts';
export { activate, deactivate } from './set-activation.ts';
export { activateAllFromInstance, deactivateAllFromInstance } from './set-activation-of-instance.ts';
export { signOut } from './sign-out.ts';
export { linkStaff, listStaffLinks, type StaffLink, unlinkStaff } from './staff-links.ts';
export { listPauses, type Pause, pauseStaff, readPause, resumeStaff } from './staff-pauses.ts';
export { tag, untag } from './tags.ts';
export { type ActingTier, graverOf, isGraver, type Tier } from './tier.ts';
export { undo } from './undo.ts';
export { undoAll } from './undo-all.ts';
export { noteBatch, readUndoProgress } from './undo-parts.ts';
export type { Reversal, Undone } from './undo-plan.ts';
export { undoneLabels } from './undo-words.ts';
export { undoable } from './undoable.ts';

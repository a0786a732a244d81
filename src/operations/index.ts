export {
  AccountBusy,
  type BatchProgress,
  dropPending,
  isAnythingPending,
  readBatchProgress,
} from './batches/pending-accounts.ts';
export { type CountKey, type Counts, restoredCounts } from './counts.ts';
export { type Bound, type Difference, differencesBetween, type Facts, identityOf } from './facts.ts';
export { readDeletionProgress } from './instance/delete-activities.ts';
export type { RemovalProgress } from './instance/follow-removal.ts';
export { type PostsProgress, readRmProgress, type SendingProgress } from './instance/follow-sending.ts';
export { type Ending, endingOf } from './instance/for-a-time.ts';
export {
  defineOperation,
  type FollowResult,
  fingerprint,
  type Operation,
  type Operations,
  type OtherActions,
  type Outline,
  type OwnerMail,
  type Plan,
  type PlanContext,
  type Raise,
  type ReadContext,
  writesOf,
} from './operation.ts';
export { type Day, measureDay, readDays } from './steward/days.ts';
export { type Lock, readLock, readUnderSharedLock } from './steward/lock.ts';
export { listNotes, type Note, suggestNotes } from './steward/notes.ts';
export { listStaffLinks, type StaffLink } from './steward/staff-links.ts';
export { listPauses, type Pause, readPause } from './steward/staff-pauses.ts';
export { type ActionTier, isStricter, stricterOf, type Tier } from './tier.ts';
export { noteBatch, readUndoProgress } from './undo/undo-parts.ts';
export type { Reversal, Undone } from './undo/undo-plan.ts';
export { actionsSince } from './undo/undo-words.ts';
export { precautionsOf, tierToUndo, undoableOf } from './undo/undoable.ts';

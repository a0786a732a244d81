export { withoutSecrets } from './action-row.ts';
export {
  type ActingTier,
  type Agreement,
  createPolicy,
  openPolicy,
  type Policy,
  tierOf,
  undoOperation,
} from './agreement.ts';
export { AlreadyClaimed } from './claim.ts';
export { startHousekeeping } from './housekeeping.ts';
export {
  type Cancel,
  createCancel,
  createFindPending,
  type FindPending,
  type PendingAction,
} from './pending.ts';
export { createPerform, createPreview, type Perform, type Preview } from './perform.ts';
export { type Caller, createGate, type Gate, openGate } from './policy.ts';
export { createPropose, type Propose } from './propose.ts';
export { createRecordRefusal, type RecordRefusal } from './refusals.ts';
export { type ActionRequest, NeedsAgreement, type Performed } from './request.ts';
export { createResume, type Resume } from './resume.ts';

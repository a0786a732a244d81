export { isSuperseded, type Superseded } from '../undo/superseded.ts';
export {
  type ApprovalPolicy,
  type ApprovalRule,
  createPolicy,
  isAsTheAction,
  openPolicy,
  tierOf,
} from './access/approval-policy.ts';
export { askingTier } from './access/asking-tier.ts';
export { type Caller, createGate, type Gate, openGate, rolesThatMayAsk } from './access/gate.ts';
export { type Member, type Members, noMembers, rememberMembers } from './access/members.ts';
export { NeedsReason } from './access/needs-reason.ts';
export { whyHigher } from './access/require-tier.ts';
export { Paused, stoppedBy } from './access/require-unpaused.ts';
export type { Decision } from './approval/decision.ts';
export { createExpire } from './approval/expire.ts';
export { createPhraseOf } from './approval/phrase-of.ts';
export {
  differencesFrom,
  readPlan,
  requirementOf,
  type StoredPlan,
} from './approval/stored-plan.ts';
export { UnconfirmedApproval } from './approval/unconfirmed-approval.ts';
export { type CastVote, type CheckDenial, createCastVote, createCheckDenial } from './approval/vote.ts';
export { type AuditEvent, steward } from './audit/append.ts';
export { exportAuditLog } from './audit/export.ts';
export { createAuditFeed, type FeedBatch, type FeedEntry, followAuditLog, hasLine } from './audit/feed.ts';
export { createNoticeUnknown } from './audit/notice-unknown-migrations.ts';
export {
  type BrokenEntry,
  type Contradiction,
  type KeptHash,
  type Verification,
  verifyAuditLog,
} from './audit/verify.ts';
export { type AskAgain, createAskAgain } from './lifecycle/ask-again.ts';
export { type Cancel, createCancel } from './lifecycle/cancel.ts';
export {
  type CheckConfirmation,
  type Confirm,
  createCheckConfirmation,
  createConfirm,
} from './lifecycle/confirm.ts';
export { createFollow, readEnding } from './lifecycle/follow.ts';
export { createMarkPresented } from './lifecycle/mark-presented.ts';
export { createMeasure } from './lifecycle/measure.ts';
export { createPerform, createPreview, type Perform, type Preview } from './lifecycle/perform.ts';
export { createPreflight, type Preflight } from './lifecycle/preflight.ts';
export { createPropose, type Propose, type Proposed } from './lifecycle/propose.ts';
export { createRecordRefusal, type RecordRefusal, type Refusal } from './lifecycle/record-refusal.ts';
export {
  createRefresh,
  leftRefreshes,
  lookAtRefresh,
  type RefreshState,
  readRefresh,
} from './lifecycle/refresh.ts';
export { canRequestAgain, canRunLater, createRetry, type Retry } from './lifecycle/retry.ts';
export { createReverse } from './lifecycle/reverse.ts';
export { createRun } from './lifecycle/run.ts';
export { createTidy } from './lifecycle/tidy.ts';
export {
  type HistoryEntry,
  type HistoryPlace,
  historyKinds,
  readAccountHistory,
} from './queries/account-history.ts';
export { findActionOfMessage, type ShownMessage } from './queries/action-of-message.ts';
export { countEarlier, listActionsOn } from './queries/actions-on-account.ts';
export { countWaiting } from './queries/count-waiting.ts';
export { type DecidedBy, decidedBy } from './queries/decided-by.ts';
export { type Done, digestPosted, doneInWeek, dueDigest } from './queries/digest-weeks.ts';
export { findMember, findPerson } from './queries/find-person.ts';
export { type ActionHistory, readHistory } from './queries/history.ts';
export { createIsShownElsewhere } from './queries/is-shown-elsewhere.ts';
export {
  type ActionCursor,
  type ActionFilter,
  dataOfListed,
  findListed,
  type ListedAction,
  listActions,
} from './queries/list-actions.ts';
export { drawAgain, type NeededCard, neededCards } from './queries/needed-cards.ts';
export { requireSameAction } from './queries/require-same-action.ts';
export {
  type Suggestible,
  suggestActions,
  suggestActionsTo,
  type Verb,
} from './queries/suggest-actions.ts';
export { type ActionEvent, type ActionView, type Undoing, viewAction } from './queries/view-action.ts';
export { waitingFor } from './queries/waiting-for.ts';
export {
  type ActionDependencies,
  type ActionRequest,
  type Definition,
  type FindDefinition,
  NeedsConfirmation,
  type Performed,
} from './request.ts';
export { stewardUses } from './steward-uses.ts';
export { AlreadyClaimed } from './store/claim.ts';
export { createDrafts, type Drafts } from './store/drafts.ts';
export { withoutSecrets } from './store/insert-action.ts';

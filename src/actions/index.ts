export { withoutSecrets } from './action-row.ts';
export {
  type AgreementRule,
  createPolicy,
  openPolicy,
  type Policy,
  tierOf,
} from './agreement.ts';
export { type AskAgain, createAskAgain } from './ask-again.ts';
export { createAuditFeed, type FeedBatch, type FeedEntry, followAuditLog } from './audit-feed.ts';
export { type Cancel, createCancel } from './cancel.ts';
export { AlreadyClaimed } from './claim.ts';
export { type Confirm, createConfirm } from './confirm.ts';
export { createDrafts, type Drafts } from './drafts.ts';
export { createExpire } from './expire.ts';
export { exportAuditLog } from './export-audit.ts';
export { createFollow, readEnding } from './follow.ts';
export { type ActionHistory, readHistory } from './history.ts';
export {
  type ActionCursor,
  type ActionFilter,
  findListed,
  type ListedAction,
  listActions,
  suggestActions,
} from './list-actions.ts';
export { type Members, nobody } from './members.ts';
export { drawAgain, type NeededCard, neededCards } from './needed-cards.ts';
export { NeedsReason } from './needs-reason.ts';
export { findPerson } from './people.ts';
export { createPerform, createPreview, type Perform, type Preview } from './perform.ts';
export { type Caller, createGate, type Gate, openGate, rolesThatMayAsk } from './policy.ts';
export type { Press } from './press.ts';
export { createPropose, type Propose } from './propose.ts';
export { createRefresh, leftRefreshes, lookAtRefresh, type RefreshState, readRefresh } from './refresh.ts';
export { createRecordRefusal, type RecordRefusal } from './refusals.ts';
export {
  type ActionDependencies,
  type ActionRequest,
  type Definition,
  type FindDefinition,
  NeedsAgreement,
  type Performed,
} from './request.ts';
export { createRest } from './rest.ts';
export { canRunLater, createRetry, type Retry } from './retry.ts';
export { createReverse } from './reverse.ts';
export { createRun } from './run.ts';
export { agreementOn, readPlan, type StoredPlan } from './stored-plan.ts';
export { suggestActionsTo, suggestPeople, type Verb } from './suggest.ts';
export { isSuperseded, type Superseded } from './superseded.ts';
export { createTidy } from './tidy.ts';
export { createNoticeUnknown } from './unknown-akkoma.ts';
export {
  type BrokenEntry,
  type Contradiction,
  type KeptHash,
  type Verification,
  verifyAuditLog,
} from './verify-audit.ts';
export { type ActionEvent, type ActionView, viewAction } from './view.ts';
export { type CastVote, createCastVote } from './vote.ts';

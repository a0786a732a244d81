import type { Action } from '../../../entities/steward/index.ts';

/**
 * Thrown where the approval of an action that cannot be undone needs a confirmation of the approver. Their approval
 * would count otherwise, and nothing is recorded.
 */
export class UnconfirmedApproval extends Error {
  readonly action: Action;
  /** Whether the action would run immediately after this approval. */
  readonly runsThen: boolean;

  constructor(action: Action, runsThen: boolean) {
    super(`The approval of action ${action.id} is not confirmed`);
    this.action = action;
    this.runsThen = runsThen;
  }
}

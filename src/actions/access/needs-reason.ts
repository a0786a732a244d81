import type { ActionTier, Plan } from '../../operations/index.ts';

interface Unreasoned {
  /** How many others must approve. */
  readonly votes: number;
  readonly tier: ActionTier;
  readonly plan: Plan;
}

/** Thrown where others must approve and the request has no reason. */
export class NeedsReason extends Error {
  readonly request: Unreasoned;

  constructor(request: Unreasoned) {
    super('A reason is needed');
    this.request = request;
  }
}

import type { ActionTier, Operation } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';

/** An operation, as far as it decides who may request it. */
export type Asked = Pick<Operation<object, Json>, 'tier' | 'forModerators'>;

/** What makes an action more dangerous than its operation usually is, where the tier cannot rise any more. */
type Raised = { readonly role?: string | undefined; readonly size?: number | undefined };

/** Whether an action is on staff of the instance, or on more accounts than the limit. */
const isRaised = ({ role, size = 0 }: Raised, bulkLimit: number): boolean =>
  role !== undefined || size > bulkLimit;

/**
 * Returns the tier whose roles may request an action: its own, or `routine` where moderators may request the operation
 * and the action is not more dangerous than that usually is. The approvals are always those of its own tier.
 *
 * @param operation undefined where this version of Steward does not know it.
 * @param plan left out for an action without a plan, and for what an operation usually is.
 */
export const askingTier = (
  operation: Asked | undefined,
  tier: ActionTier,
  { plan = {}, bulkLimit }: { readonly plan?: Raised; readonly bulkLimit: number } = { bulkLimit: 0 },
): ActionTier =>
  operation?.forModerators === true && tier === operation.tier && !isRaised(plan, bulkLimit)
    ? 'routine'
    : tier;

import type { ActionTier, Operation } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';

/** An operation, as far as it decides who may request it. */
export type Asked = Pick<Operation<object, Json>, 'tier' | 'forModerators'>;

/**
 * Returns the tier whose roles may request an action: its own, or `routine` where moderators may request the operation
 * and the action is not more dangerous than that usually is. The approvals are always those of its own tier.
 *
 * @param operation undefined where this version of Steward does not know it.
 */
export const askingTier = (operation: Asked | undefined, tier: ActionTier): ActionTier =>
  operation?.forModerators === true && tier === operation.tier ? 'routine' : tier;

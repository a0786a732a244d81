import type { Em } from '../../database/connection/connection.ts';
import type { ActionTier, Plan } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import { type ApprovalRequirement, tierOf } from '../access/approval-policy.ts';
import { requireUnlocked } from '../access/require-unlocked.ts';
import { requireUnpaused } from '../access/require-unpaused.ts';
import type { ActionDependencies, ActionRequest } from '../request.ts';
import { claim } from '../store/claim.ts';
import { makePlan } from './make-plan.ts';

/** What was asked for, as far as it is known before anything is written. */
interface Begun {
  readonly plan: Plan;
  readonly tier: ActionTier;
  readonly requirement: ApprovalRequirement;
}

/**
 * Begins whatever is asked for: takes the interaction, makes the plan, and holds the caller's role, the lock and pauses
 * against it, in the transaction of `em`.
 *
 * @throws AlreadyClaimed, Locked, Refused, Paused, and what the operation's plan throws.
 */
export async function checkRequest<Args extends object, Outcome extends Json>(
  dependencies: ActionDependencies,
  em: Em,
  { operation, args, caller, interactionId, secret }: ActionRequest<Args, Outcome>,
): Promise<Begun> {
  const { gate, policy } = dependencies;
  await claim(em, interactionId);
  await requireUnlocked(em, operation);
  const plan = await makePlan(dependencies, em, { operation, args, secret, requesterId: caller.id });
  const tier = tierOf(operation, plan, policy);
  gate(caller, tier);
  await requireUnpaused(em, caller, { operation, tier });
  return { plan, tier, requirement: policy.requirementFor(operation.name, tier, plan.alsoTakes) };
}

import type { Em } from '../../database/connection/connection.ts';
import type { ActionTier, Plan } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import type { ApprovalRequirement } from '../access/approval-policy.ts';
import { requireTier } from '../access/require-tier.ts';
import { requireUnlocked } from '../access/require-unlocked.ts';
import { requireUnpaused } from '../access/require-unpaused.ts';
import type { ActionDependencies, ActionRequest } from '../request.ts';
import { claim } from '../store/claim.ts';
import { makePlan } from './make-plan.ts';

/** A checked request, before anything but the claim is written. */
export interface PlannedRequest {
  readonly plan: Plan;
  readonly tier: ActionTier;
  readonly requirement: ApprovalRequirement;
}

/**
 * Starts a request in the transaction of `em`: claims the interaction, checks the lock, makes the plan, and checks the
 * caller's role and pause.
 *
 * @throws AlreadyClaimed, Locked, Refused, Paused, and what the operation's plan throws.
 */
export async function checkRequest<Args extends object, Outcome extends Json>(
  dependencies: ActionDependencies,
  em: Em,
  { operation, args, caller, interactionId, secret, warnings }: ActionRequest<Args, Outcome>,
): Promise<PlannedRequest> {
  const { policy } = dependencies;
  await claim(em, interactionId);
  await requireUnlocked(em, operation);
  const plan = await makePlan(dependencies, em, {
    ...{ operation, args, secret, warnings },
    requester: caller,
  });
  const tier = requireTier(dependencies, caller, operation, plan);
  await requireUnpaused(em, caller, { operation, tier });
  return { plan, tier, requirement: policy.requirementFor(operation.name, tier, plan.alsoRequires) };
}

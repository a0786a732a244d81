import type { ActionTier, Outline } from '../../operations/index.ts';
import { Refused } from '../../text/errors.ts';
import { joinTexts, type Text, text } from '../../text/text.ts';
import { type ApprovalPolicy, tierOf } from './approval-policy.ts';
import { type Asked, askingTier } from './asking-tier.ts';
import type { Caller, Gate } from './gate.ts';

/**
 * Checks that the caller may request the tier of a plan, and returns that tier.
 *
 * @throws Refused. Where the plan needs a higher role than its operation usually does, the sentence says why.
 */
export function requireTier(
  { gate, policy }: { readonly gate: Gate; readonly policy: ApprovalPolicy },
  caller: Caller,
  operation: Asked,
  plan: Outline,
): ActionTier {
  gate(caller, askingTier(operation, operation.tier));
  const tier = tierOf(operation, plan, policy);
  try {
    gate(caller, askingTier(operation, tier, { plan, bulkLimit: policy.bulkLimit }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(joinTexts([...whyHigher(plan, policy), error.sentence], ' '));
  }
  return tier;
}

/** Says why a plan is more dangerous than its operation usually is; nothing where that is not known. */
export function whyHigher(
  { role, size = 0, sizeOf, before = [] }: Outline,
  { bulkLimit }: ApprovalPolicy,
): readonly Text[] {
  if (size > bulkLimit)
    return [text`This changes ${size} ${[sizeOf ?? 'accounts']}, more than the limit of ${bulkLimit}.`];
  return role === undefined ? [] : before.slice(0, 1);
}

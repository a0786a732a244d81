import type { Action } from '../../../entities/steward/index.ts';
import type { ActionTier } from '../../operations/index.ts';
import { askingTier } from '../access/asking-tier.ts';
import type { ActionDependencies } from '../request.ts';
import { readPlanIfKnown } from './stored-plan.ts';

/** Returns the tier whose roles may request an action, for its row: as `askingTier`. */
export const storedAskingTier = (
  { operations, policy }: Pick<ActionDependencies, 'operations' | 'policy'>,
  { operation, tier, plan }: Pick<Action, 'operation' | 'tier' | 'plan'>,
): ActionTier =>
  askingTier(operations.get(operation), tier, {
    plan: readPlanIfKnown(plan) ?? {},
    bulkLimit: policy.bulkLimit,
  });

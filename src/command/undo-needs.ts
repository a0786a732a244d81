import type { ApprovalPolicy } from '../actions/index.ts';
import {
  type ActionTier,
  type Operation,
  type Operations,
  precautionsOf,
  stricterOf,
} from '../operations/index.ts';
import type { Json, ReplyField } from '../text/reply.ts';
import { approvals } from '../text/sentences.ts';
import { text } from '../text/text.ts';

interface Rules {
  readonly policy: ApprovalPolicy;
  readonly operations: Operations;
}

/**
 * Returns how many approvals an undo of an action needs: to undo is as dangerous as the command that does the opposite.
 * What the undo concerns by then may ask for more.
 */
export function approvalsToUndo(operation: string, tier: ActionTier, { policy, operations }: Rules): number {
  const precautions = precautionsOf(operations, [operation]);
  const strictest = stricterOf(tier, precautions.tier);
  return policy.requirementFor('action.undo', strictest, precautions.alsoRequires).votes;
}

/** Says which approvals an undo of an action needs, where the action itself needed fewer. */
export function undoNeeds(
  { name, undo }: Pick<Operation<object, Json>, 'name' | 'undo'>,
  { tier, votes }: { readonly tier: ActionTier; readonly votes: number },
  rules: Rules,
): ReplyField[] {
  if (undo !== 'recorded') return [];
  const needed = approvalsToUndo(name, tier, rules);
  return needed <= votes ? [] : [{ name: 'Undo', value: text`An undo needs ${approvals(needed)}.` }];
}

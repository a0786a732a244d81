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

/**
 * Says which approvals an undo of an action needs, where the action itself needs fewer: to undo is as dangerous as the
 * command that does the opposite. What the undo concerns by then may ask for more.
 */
export function undoNeeds(
  { name, undo }: Pick<Operation<object, Json>, 'name' | 'undo'>,
  { tier, votes }: { readonly tier: ActionTier; readonly votes: number },
  { policy, operations }: { readonly policy: ApprovalPolicy; readonly operations: Operations },
): ReplyField[] {
  if (undo !== 'recorded') return [];
  const precautions = precautionsOf(operations, [name]);
  const needed = policy.requirementFor(
    'action.undo',
    stricterOf(tier, precautions.tier),
    precautions.alsoRequires,
  ).votes;
  return needed <= votes ? [] : [{ name: 'Undo', value: text`An undo needs ${approvals(needed)}.` }];
}

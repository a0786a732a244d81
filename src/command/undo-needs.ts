import type { ApprovalPolicy, ListedAction } from '../actions/index.ts';
import {
  type ActionTier,
  type Operation,
  type Operations,
  precautionsOf,
  stricterOf,
  tierToUndo,
  writesOf,
} from '../operations/index.ts';
import type { Json, ReplyField, UndoableAction } from '../text/reply.ts';
import { approvals } from '../text/sentences.ts';
import { text } from '../text/text.ts';
import type { CommandContext } from './command.ts';

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

/**
 * Returns the button that undoes an action in a list about an account; null where its kind, its state or the caller's
 * role rules that out. Whether it can be undone as things are by then is checked when the button is pressed.
 *
 * @param isStaff whether the account is staff of the instance: what changes it is then destructive.
 */
export function undoButtonOf(
  { id, operation, state, tier, proposed_at: at }: ListedAction,
  { may, policy, operations }: Rules & Pick<CommandContext, 'may'>,
  { isStaff }: { readonly isStaff: boolean },
): UndoableAction | null {
  const undone = operations.get(operation);
  if (state !== 'done' || undone?.undo !== 'recorded') return null;
  const changesStaff = isStaff && 'users' in writesOf(undone, operations);
  const asked = stricterOf(
    changesStaff ? 'destructive' : tierToUndo(operations, { operation, tier }),
    precautionsOf(operations, [operation]).tier,
  );
  if (!may(asked)) return null;
  const needsApproval =
    approvalsToUndo(operation, changesStaff ? 'destructive' : tier, { policy, operations }) > 0;
  return { actionId: id, requestedAt: new Date(at), needsApproval };
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

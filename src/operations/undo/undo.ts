import { sql } from 'kysely';
import { Conflict, NotFound, NothingToDo, Refused } from '../../text/errors.ts';
import { noSuchAction } from '../../text/sentences.ts';
import { command, type Text, text } from '../../text/text.ts';
import { defineOperation, type PlanContext, type StoredAction, type UndoSupport } from '../operation.ts';
import { type ActionTier, stricterOf } from '../tier.ts';
import { hasParts } from './undo-parts.ts';
import { accountsOfUndo, applyUndo, continueUndo, planUndo, type Reversal } from './undo-plan.ts';
import { actInWords, endedUnchanged } from './undo-words.ts';
import { precautionsOf, tierToUndo, undoWrites } from './undoable.ts';

interface UndoArgs extends Reversal {
  readonly action: number;
}

/** Undoes one action: restores exactly the rows that it changed, unless they have changed since. */
export const undo = defineOperation({
  name: 'action.undo',
  isOnQueueCards: true,
  tier: 'routine',
  raisedBy: ['staff', 'many'],
  writes: undoWrites,
  reads: ['moderation_log', 'user_relationships'],
  undo: { instead: text`To make the change again, run the original command.` },

  async preflight(context, { action, released }: UndoArgs) {
    const found = await findUndoable(context, action, released !== undefined);
    const { tier } = precautionsOf(context.operations, [found.operation]);
    return { target: targetOf(action, found), tier: stricterOf(tier, tierToUndo(context.operations, found)) };
  },

  async plan(context, { action, ...reversal }: UndoArgs) {
    const found = await findUndoable(context, action, reversal.released !== undefined);
    const { operation, target, act } = found;
    const { plan } = await planUndo(context, {
      actions: [action],
      operations: [operation],
      target: `action ${action} (${act})`,
      tier: tierToUndo(context.operations, found),
      reversal,
    });
    return {
      ...plan,
      target: targetOf(action, found),
      identity: `action ${action}`,
      facts: { ...plan.facts, operation, on: target },
    };
  },

  targets: (context, { action }) => accountsOfUndo(context, [action]),

  async apply(context, { action, ...reversal }, { target, facts }) {
    const undone = await applyUndo(context, { actions: [action], target: `action ${action}`, reversal });
    return { action, target, operation: facts.operation, on: facts.on, ...undone };
  },
  follow: (context, { action }, outcome) => continueUndo(context, [action], outcome),
  isUnfinished: hasParts,
});

interface FoundAction extends StoredAction {
  readonly target: string;
  readonly tier: ActionTier;
  readonly state: string;
  readonly undoneBy: number | null;
}

/**
 * Finds the action to undo.
 *
 * @param isAgain whether it may have been undone before, except for rows that were left alone then.
 * @returns it, and what it did in words.
 * @throws NotFound; Conflict unless it is done or has begun, and has not been undone; Refused where it cannot be
 * undone.
 */
async function findUndoable(
  context: PlanContext,
  action: number,
  isAgain: boolean,
): Promise<FoundAction & { readonly act: string }> {
  const { em, operations } = context;
  const { rows } = await sql<FoundAction>`
    select operation, args, plan, coalesce(plan ->> 'target', '') as target, tier, state,
      undone_by::integer as "undoneBy"
    from steward.actions where id = ${action}`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) {
    throw new NotFound(noSuchAction(action));
  }
  const found = { ...row, act: actInWords(context, row) };
  if (found.state === 'undone' && isAgain) return found;
  if (found.state === 'undone') {
    throw new NothingToDo(text`Action ${action} was already undone by action ${found.undoneBy ?? 0}.`);
  }
  const undo = operations.get(found.operation)?.undo;
  if (undo !== 'recorded') {
    throw new Refused(text`Action ${action} (${found.act}) cannot be undone. ${insteadOf(undo)}`);
  }
  const { state } = found;
  // An undo stops an action that works in batches, or that Steward still watches.
  if (state !== 'done' && state !== 'following') {
    throw new Conflict(text`Action ${action} ${states[state] ?? text`is not done`}.`);
  }
  return found;
}

/** What to do about an action that cannot be undone from its rows. */
function insteadOf(undo: Exclude<UndoSupport, 'recorded'> | undefined): Text {
  if (undo === undefined) {
    return text`See with ${command('action show')} what it did, and correct by hand what you can.`;
  }
  if ('by' in undo) return text`Use ${command(undo.by)} instead.`;
  return 'instead' in undo ? undo.instead : undo.impossible;
}

const targetOf = (action: number, { act }: { readonly act: string }): string => `action ${action}: ${act}`;

/** Why there is nothing to undo, and what to do instead. The words follow "Action 12". */
const states: Readonly<Record<string, Text>> = {
  proposed: text`is pending. Cancel it instead`,
  approved: text`is approved and about to run. Cancel it instead`,
  running: text`is running. Try again when it is done`,
  ...endedUnchanged,
};

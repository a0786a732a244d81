import { sql } from 'kysely';
import { Conflict, NotFound, NothingToDo, Refused } from '../../text/errors.ts';
import { noSuchAction } from '../../text/sentences.ts';
import { command, type Text, text } from '../../text/text.ts';
import { defineOperation, type ReadContext, type UndoSupport } from '../operation.ts';
import { type ActionTier, stricterOf } from '../tier.ts';
import { hasParts } from './undo-parts.ts';
import { accountsOfUndo, applyUndo, continueUndo, planUndo, type Reversal } from './undo-plan.ts';
import { endedUnchanged } from './undo-words.ts';
import { precautionsOf, undoWrites } from './undoable.ts';

interface UndoArgs extends Reversal {
  readonly action: number;
}

/** Undoes one action: restores exactly the rows that it changed, unless they have changed since. */
export const undo = defineOperation({
  name: 'action.undo',
  tier: 'routine',
  writes: undoWrites,
  reads: ['moderation_log', 'user_relationships'],
  undo: { impossible: text`Run the original command again.` },

  async preflight(context, { action, released }: UndoArgs) {
    const found = await findUndoable(context, action, released !== undefined);
    const { tier } = precautionsOf(context.operations, [found.operation]);
    return { target: targetOf(action, found), tier: stricterOf(tier, found.tier) };
  },

  async plan(context, { action, ...reversal }: UndoArgs) {
    const found = await findUndoable(context, action, reversal.released !== undefined);
    const { operation, target, tier } = found;
    const { plan } = await planUndo(context, {
      actions: [action],
      operations: [operation],
      target: targetOf(action, found),
      tier,
      reversal,
    });
    return { ...plan, facts: { ...plan.facts, operation, on: target } };
  },

  targets: (context, { action }) => accountsOfUndo(context, [action]),

  async apply(context, { action, ...reversal }, { target, facts }) {
    const undone = await applyUndo(context, { actions: [action], target, reversal });
    return { action, operation: facts.operation, on: facts.on, ...undone };
  },
  follow: (context, { action }, outcome) => continueUndo(context, [action], outcome),
  isUnfinished: hasParts,
});

interface FoundAction {
  readonly operation: string;
  readonly target: string;
  readonly tier: ActionTier;
  readonly state: string;
  readonly undoneBy: number | null;
}

/**
 * Finds the action to undo.
 *
 * @param isAgain whether it may have been undone before, except for rows that were left alone then.
 * @throws NotFound; Conflict unless it is done or has begun, and has not been undone; Refused where it cannot be
 * undone.
 */
async function findUndoable(
  { em, operations }: ReadContext,
  action: number,
  isAgain: boolean,
): Promise<FoundAction> {
  const { rows } = await sql<FoundAction>`
    select operation, coalesce(plan ->> 'target', '') as target, tier, state, undone_by::integer as "undoneBy"
    from steward.actions where id = ${action}`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) {
    throw new NotFound(noSuchAction(action));
  }
  if (found.state === 'undone' && isAgain) return found;
  if (found.state === 'undone') {
    throw new NothingToDo(text`Action ${action} was already undone by action ${found.undoneBy ?? 0}.`);
  }
  const undo = operations.get(found.operation)?.undo;
  if (undo !== 'recorded') {
    throw new Refused(
      text`Action ${action} (${[inWords(found.operation)]}) cannot be undone. ${insteadOf(undo)}`,
    );
  }
  const { state } = found;
  // An undo stops an action that works in batches. No other action that can be undone is in the state `following`.
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
  return 'by' in undo ? text`Use ${command(undo.by)} instead.` : undo.impossible;
}

const targetOf = (action: number, { operation, target }: Pick<FoundAction, 'operation' | 'target'>): string =>
  `action ${action} (${inWords(operation)} on ${target})`;

/** The command as it is typed: `user deactivate`. */
const inWords = (operation: string): string => operation.replace('.', ' ');

/** Why there is nothing to undo, and what to do instead. The words follow "Action 12". */
const states: Readonly<Record<string, Text>> = {
  proposed: text`is pending. Cancel it instead`,
  approved: text`is approved and about to run. Cancel it instead`,
  running: text`is running. Try again when it is done`,
  ...endedUnchanged,
};

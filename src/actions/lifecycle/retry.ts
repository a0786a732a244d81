import { sql } from 'kysely';
import { Conflict } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { requireUnlocked } from '../access/require-unlocked.ts';
import { requireUnpaused } from '../access/require-unpaused.ts';
import { type Decision, rememberCard } from '../approval/decision.ts';
import { storedAskingTier } from '../approval/stored-asking-tier.ts';
import { requirementOf } from '../approval/stored-plan.ts';
import type { ActionDependencies, FindDefinition } from '../request.ts';
import { advance } from '../store/change-state.ts';
import { claimed } from '../store/claim.ts';
import { timeFromNow } from '../store/database-clock.ts';
import { loadForUpdate, requireState } from '../store/load-action.ts';

export type Retry = (decision: Decision) => Promise<void>;

/**
 * Returns the function that runs a failed action again. The failure changed nothing, and the approvals still count as
 * long as the approvers have their roles. Anybody who may request the action may retry it.
 *
 * @throws Refused, Conflict, NotFound; AlreadyClaimed.
 */
export function createRetry({
  database,
  gate,
  policy,
  jobs,
  definitionOf,
  operations,
}: ActionDependencies): Retry {
  return (decision) =>
    claimed(database, decision.interactionId, async (em) => {
      const action = await loadForUpdate(em, decision.actionId);
      const operation = definitionOf(action.operation)?.operation;
      gate(decision.caller, storedAskingTier({ operations, policy }, action));
      await requireUnlocked(em, operation);
      await requireUnpaused(em, decision.caller, { operation, tier: action.tier });
      requireState(action, ['failed']);
      if (!canRunLater({ definitionOf }, action)) {
        throw new Conflict(
          text`Action ${action.id} cannot be retried: what it needs is not stored. Run the command again.`,
        );
      }
      const { runWithin } = requirementOf(policy, action);
      const deadline = await timeFromNow(em, runWithin);
      await rememberCard(em, decision);
      await jobs.send(em, 'expire', { action: action.id }, deadline);
      await jobs.send(em, 'run', { action: action.id });
      await advance(em, jobs, action, {
        from: ['failed'],
        to: 'approved',
        set: [sql`deadline = ${deadline}`, sql`failure = null`],
        entry: { event: 'action.approved', ...decision, detail: { again: true } },
      });
    });
}

type Stored = { readonly operation: string; readonly args: unknown };

/** Whether the row of an action has everything that is needed to run it. */
export function canRunLater(
  { definitionOf }: Pick<ActionDependencies, 'definitionOf'>,
  row: Stored,
): boolean {
  const stored = readStored(definitionOf, row);
  return stored !== null && !stored.needsRequester;
}

/**
 * Whether the row of an action has everything that is needed to request it again. Where only the requester can run it,
 * it must have needed approvals: only then does it have a card that others than the requester see.
 */
export function canRequestAgain(
  { definitionOf }: Pick<ActionDependencies, 'definitionOf'>,
  row: Stored & { readonly votesNeeded: number },
): boolean {
  const stored = readStored(definitionOf, row);
  return stored !== null && (!stored.needsRequester || row.votesNeeded > 0);
}

/** Reads whether only the requester can run a stored action; null where some of its arguments are not stored. */
function readStored(
  definitionOf: FindDefinition,
  { operation, args }: Stored,
): { readonly needsRequester: boolean } | null {
  const definition = definitionOf(operation);
  if (definition === undefined || (definition.operation.secretArgs ?? []).length > 0) return null;
  try {
    return { needsRequester: definition.needsRequester(definition.parse(args)) };
  } catch (error) {
    if (error instanceof Conflict) return null;
    throw error;
  }
}

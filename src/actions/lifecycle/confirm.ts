import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, Refused, Stale, StewardError } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { text } from '../../text/text.ts';
import { requireUnlocked } from '../access/require-unlocked.ts';
import { requireUnpaused } from '../access/require-unpaused.ts';
import { type Decision, rememberCard } from '../approval/decision.ts';
import { expireIfLate } from '../approval/expire.ts';
import { findLostRole } from '../approval/role-recheck.ts';
import { storedAskingTier } from '../approval/stored-asking-tier.ts';
import type { ActionDependencies, ActionRequest, Definition, Performed } from '../request.ts';
import { changeState } from '../store/change-state.ts';
import { claimed } from '../store/claim.ts';
import { isLate, loadForUpdate, readAction, requireState, tooLate } from '../store/load-action.ts';
import { retryOnAkkoma } from '../store/retry-transaction.ts';
import { outlineOf } from './preflight.ts';
import { isDone, unknownOutcome } from './record-failure.ts';
import { endRun, runAsApproved } from './run-as-approved.ts';

/** The result of a confirmed action. */
export interface Confirmed extends Performed<Json> {
  readonly action: Action;
}

export type Confirm = (decision: Decision, secret: string | null) => Promise<Confirmed>;

/** The states in which an action can wait for its requester: `proposed` without votes, or `approved` by others. */
const statesBeforeConfirmation = ['proposed', 'approved'] as const;

/**
 * Returns the function that runs an action when its requester confirms it: an action that needs no approval, or an
 * approved one that only the requester can run. The transaction that runs it checks the rights and makes the plan
 * again.
 *
 * @throws Stale where the plan now differs or cannot be made: the action has then ended. Refused, Conflict, NotFound;
 * AlreadyClaimed; Unavailable where it is unknown whether the action was done.
 */
export function createConfirm(dependencies: ActionDependencies): Confirm {
  const { database, gate, log } = dependencies;
  return async (decision, secret) => {
    const { actionId, caller, interactionId } = decision;
    const hasExpired = await claimed(database, interactionId, async (em) => {
      const action = await loadForUpdate(em, actionId);
      await requireConfirmable(dependencies, em, action, decision);
      if (await expireIfLate(dependencies, em, action)) return true;
      await rememberCard(em, decision);
      return false;
    });
    if (hasExpired) throw tooLate(actionId);

    const found = await readAction(database.em.fork(), actionId);
    const definition = definitionFor(dependencies, found);
    const request = confirmedRequest(found, definition, decision, secret);
    const progress: { reached: Performed<Json> | null } = { reached: null };
    try {
      const lost =
        found.state === 'approved' ? await findLostRole(dependencies, database.em.fork(), found) : null;
      if (lost !== null)
        throw new Stale(text`${lost} Nothing was changed. Request it again if you still want it.`);
      const prepared = await definition.operation.prepare?.(request.args, secret);
      const performed = await retryOnAkkoma(dependencies, (current) =>
        database.em.fork().transactional(async (em) => {
          const action = await loadForUpdate(em, actionId);
          requireWaitingForRequester(dependencies, action);
          gate(caller, storedAskingTier(dependencies, action));
          await requireUnlockedAndUnpaused(dependencies, em, action, decision);
          await changeState(em, [actionId], { from: statesBeforeConfirmation, to: 'running' });
          progress.reached = await runAsApproved(current, em, action, { ...request, prepared });
          return progress.reached;
        }),
      );
      log.info({ actionId, operation: found.operation, caller: caller.id }, 'action done');
      return { ...performed, action: found };
    } catch (error) {
      if (error instanceof StewardError && !(error instanceof Stale)) throw error;
      if (!(error instanceof StewardError)) log.error({ err: error, actionId }, 'action failed');
      const performed = await endAsStale(dependencies, found, { decision, error, ...progress });
      if (performed === null) throw error;
      return { ...performed, action: found };
    }
  };
}

export type CheckConfirmation = (decision: Decision) => Promise<Action>;

/**
 * Returns the function that checks whether the caller can confirm an action, before a form asks for a secret. It writes
 * nothing. The confirmation itself checks everything again.
 *
 * @returns the action.
 * @throws Refused, Conflict, NotFound, Stale as the confirmation does.
 */
export function createCheckConfirmation(dependencies: ActionDependencies): CheckConfirmation {
  return async (decision) => {
    const em = dependencies.database.em.fork();
    const action = await readAction(em, decision.actionId);
    await requireConfirmable(dependencies, em, action, decision);
    if (await isLate(em, action)) throw tooLate(action.id);
    const { operation, parse } = definitionFor(dependencies, action);
    await outlineOf(dependencies, em, { operation, args: parse(action.args), requester: decision.caller });
    return action;
  };
}

/** @throws Refused, Conflict, Stale, Locked, Paused where the caller cannot confirm the action now. */
async function requireConfirmable(
  dependencies: ActionDependencies,
  em: Em,
  action: Action,
  decision: Decision,
): Promise<void> {
  dependencies.gate(decision.caller, storedAskingTier(dependencies, action));
  requireRequester(action, decision);
  requireWaitingForRequester(dependencies, action);
  await requireUnlockedAndUnpaused(dependencies, em, action, decision);
}

/** Ends the action as stale or failed, unless the commit succeeded and only its response was lost. */
async function endAsStale(
  dependencies: ActionDependencies,
  found: Action,
  { decision, error, reached }: { decision: Decision; error: unknown; reached: Performed<Json> | null },
): Promise<Performed<Json> | null> {
  try {
    return await dependencies.database.em.fork().transactional(async (em: Em) => {
      if (reached !== null && (await isDone(em, found.id))) return reached;
      await endRun(dependencies, em, found, { from: statesBeforeConfirmation, error, entry: decision });
      return null;
    });
  } catch (second) {
    dependencies.log.error({ err: second, actionId: found.id }, 'the end of an action could not be recorded');
    if (reached !== null) throw unknownOutcome(second);
    return null;
  }
}

function requireRequester({ id, requesterId }: Action, { caller }: Decision): void {
  if (requesterId !== caller.id) {
    throw new Refused(text`Only the requester can confirm action ${id}. Run the command yourself.`);
  }
}

function requireWaitingForRequester({ definitionOf }: ActionDependencies, action: Action): void {
  requireState(action, statesBeforeConfirmation);
  if (action.state === 'proposed' && action.votesNeeded > 0) {
    throw new Conflict(text`Action ${action.id} still needs approvals. Wait for them.`);
  }
  const definition = definitionOf(action.operation);
  if (action.state === 'approved' && definition?.needsRequester(definition.parse(action.args)) !== true) {
    throw new Conflict(text`Action ${action.id} is approved and runs automatically. Wait for the outcome.`);
  }
}

/**
 * Checks the lock and the caller's pause.
 *
 * @throws Locked, Paused
 */
async function requireUnlockedAndUnpaused(
  { definitionOf }: ActionDependencies,
  em: Em,
  { operation: name, tier }: Action,
  { caller }: Decision,
): Promise<void> {
  const operation = definitionOf(name)?.operation;
  await requireUnlocked(em, operation);
  await requireUnpaused(em, caller, { operation, tier });
}

function definitionFor({ definitionOf }: ActionDependencies, { id, operation }: Action): Definition {
  const definition = definitionOf(operation);
  if (definition === undefined) {
    throw new Conflict(text`Action ${id} belongs to another version of Steward. Run the command again.`);
  }
  return definition;
}

const confirmedRequest = (
  action: Action,
  { operation, parse }: Definition,
  { caller, interactionId }: Decision,
  secret: string | null,
): ActionRequest<object, Json> => ({
  operation,
  args: parse(action.args),
  reason: action.reason ?? null,
  caller,
  interactionId,
  visibility: action.visibility,
  secret,
});

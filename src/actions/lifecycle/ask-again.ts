import { Conflict, Refused } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { text } from '../../text/text.ts';
import { NeedsReason } from '../access/needs-reason.ts';
import type { Decision } from '../approval/decision.ts';
import { requirementOf } from '../approval/stored-plan.ts';
import type { ActionDependencies, ActionRequest } from '../request.ts';
import { readAction, requireState } from '../store/load-action.ts';
import type { Propose, Proposed } from './propose.ts';
import { canRequestAgain } from './retry.ts';

export type AskAgain = (decision: Decision) => Promise<Proposed>;

/**
 * Returns the function that requests a stale, expired or failed action again: it makes a new action with a new plan and
 * votes of its own.
 *
 * @throws Refused, Conflict, NotFound as `propose` does, and where the caller is not the requester or the action is in
 * another state.
 */
export function createAskAgain(dependencies: ActionDependencies, propose: Propose): AskAgain {
  return async ({ actionId, caller, interactionId }) => {
    const action = await readAction(dependencies.database.em.fork(), actionId);
    const definition = dependencies.definitionOf(action.operation);
    if (action.requesterId !== caller.id) {
      throw new Refused(
        text`Only the requester can request action ${actionId} again. Run the command yourself.`,
      );
    }
    requireState(action, ['stale', 'expired', 'failed']);
    if (definition === undefined || !canRequestAgain(dependencies, action)) {
      throw new Conflict(
        text`Action ${actionId} cannot be requested again: what it needs is not stored. Run the command again.`,
      );
    }
    const args = definition.parse(action.args);
    const isPersonal = definition.needsRequester(args);
    if (isPersonal && requirementOf(dependencies.policy, action).votes === 0) {
      throw new Conflict(text`Action ${actionId} no longer needs approvals. Run the command again.`);
    }
    const request: ActionRequest<object, Json> = {
      operation: definition.operation,
      args,
      // The answer to the requester alone is never drawn for everybody.
      visibility: isPersonal ? 'private' : 'public',
      reason: action.reason ?? null,
      caller,
      interactionId,
      secret: null,
    };
    return propose(request).catch((error: unknown) => {
      if (!(error instanceof NeedsReason)) throw error;
      throw new Conflict(
        text`Action ${actionId} now needs approvals, and therefore a reason. Run the command again with a reason.`,
      );
    });
  };
}

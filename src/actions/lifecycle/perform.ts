import { fingerprint, type Plan } from '../../operations/index.ts';
import { Stale, StewardError } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { text } from '../../text/text.ts';
import { requireTier } from '../access/require-tier.ts';
import {
  type ActionDependencies,
  type ActionRequest,
  NeedsConfirmation,
  type Performed,
} from '../request.ts';
import { AlreadyClaimed } from '../store/claim.ts';
import { insertAction } from '../store/insert-action.ts';
import { retryOnAkkoma } from '../store/retry-transaction.ts';
import { checkRequest } from './check-request.ts';
import { execute } from './execute.ts';
import { makePlan } from './make-plan.ts';
import { type Progress, recordFailure } from './record-failure.ts';

export type Preview = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => Promise<Plan>;

/**
 * Returns the function that makes the plan of a request and checks the caller's role for it, and writes nothing. It
 * checks neither the lock nor pauses.
 */
export function createPreview(dependencies: ActionDependencies): Preview {
  const { database } = dependencies;
  return async ({ operation, args, caller, secret, warnings }) => {
    const plan = await retryOnAkkoma(dependencies, (current) =>
      makePlan(current, database.em.fork(), { operation, args, secret, warnings, requester: caller }),
    );
    requireTier(dependencies, caller, operation, plan);
    return plan;
  };
}

export type Perform = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => Promise<Performed<Outcome>>;

/**
 * Returns the function that runs an action that needs no approval. Claim, plan, action row, changes, outcome and audit
 * entry are one transaction: a crash leaves all or nothing, and an interaction that is delivered again is either done
 * already or done then.
 *
 * @throws Refused, Invalid, NotFound, Conflict, Stale as the operation and the gate do; AlreadyClaimed; NeedsConfirmation
 * where a confirmation or approvals are needed first; Unavailable where it is unknown whether the action was done. Any
 * other error is unexpected: it has been recorded as a failed action, where that was possible, and nothing was changed.
 */
export function createPerform(dependencies: ActionDependencies): Perform {
  const { database, log } = dependencies;
  return async <Args extends object, Outcome extends Json>(request: ActionRequest<Args, Outcome>) => {
    const { operation, args, caller, secret } = request;
    const progress: Progress<Outcome> = { planned: null, reached: null };
    try {
      const prepared = await operation.prepare?.(args, secret);
      const performed = await retryOnAkkoma(dependencies, (current) =>
        database.em.fork().transactional(async (em) => {
          const planned = await checkRequest(current, em, request);
          progress.planned = planned;
          const {
            plan,
            tier,
            requirement: { votes },
          } = planned;
          const isRisky = request.refuseUnconfirmed === 'risky' && (tier === 'destructive' || votes > 0);
          if (isRisky || (request.refuseUnconfirmed !== undefined && plan.asks === true)) {
            throw new NeedsConfirmation(plan.target, votes);
          }
          if (
            request.confirmedFingerprint !== undefined &&
            request.confirmedFingerprint !== fingerprint(plan)
          ) {
            throw new Stale(
              text`This would no longer do what was shown. Nothing was changed. Run the command again.`,
            );
          }
          const action = await insertAction(em, request, { plan, tier, state: 'running' });
          const done = await execute(current, em, request, { ...action, plan, prepared });
          progress.reached = done;
          return done;
        }),
      );
      log.info({ actionId: performed.actionId, operation: operation.name, caller: caller.id }, 'action done');
      return performed;
    } catch (error) {
      if ([StewardError, AlreadyClaimed, NeedsConfirmation].some((kind) => error instanceof kind))
        throw error;
      const performed = await recordFailure(dependencies, request, error, progress);
      if (performed === null) throw error;
      return performed;
    }
  };
}

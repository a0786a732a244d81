import { StewardError } from '../errors.ts';
import type { Plan } from '../operations/index.ts';
import type { Json } from '../reply.ts';
import { insertAction } from './action-row.ts';
import { untilUncontended } from './attempts.ts';
import { appendToAudit } from './audit.ts';
import { AlreadyClaimed, claim } from './claim.ts';
import { entryOf, execute } from './execute.ts';
import { type ActionDependencies, type ActionRequest, NeedsAgreement, type Performed } from './request.ts';

export type Preview = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => Promise<Plan>;

/** Makes the plan, with every check, and writes nothing. */
export function createPreview({ database, instance, gate }: ActionDependencies): Preview {
  return async ({ operation, args, caller, secret }) => {
    const plan = await operation.plan({ em: database.em.fork(), instance, secret }, args);
    gate(caller, plan.tier ?? operation.tier);
    return plan;
  };
}

export type Perform = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => Promise<Performed<Outcome>>;

/**
 * Runs an action that needs nobody's agreement. Claim, plan, action row, changes, outcome and audit entry are one
 * transaction: a crash leaves all of it or none, and an interaction that is delivered again finds it done or does it.
 *
 * @throws Refused, Invalid, NotFound, Conflict, Stale as the operation and the gate do; AlreadyClaimed; NeedsAgreement
 * when it is to be asked about first; anything else
 * is a fault of ours, by then recorded as a failed action.
 */
export function createPerform(dependencies: ActionDependencies): Perform {
  const { database, instance, gate } = dependencies;
  return async (request) => {
    const { operation, args, caller, interactionId, secret } = request;
    try {
      return await untilUncontended(() =>
        database.em.fork().transactional(async (em) => {
          await claim(em, interactionId);
          const plan = await operation.plan({ em, instance, secret }, args);
          gate(caller, plan.tier ?? operation.tier);
          if (request.unasked === true && (plan.tier ?? operation.tier) === 'destructive') {
            throw new NeedsAgreement(plan.target);
          }
          const action = await insertAction(em, request, { plan, state: 'running' });
          return execute(dependencies, em, request, action, plan);
        }),
      );
    } catch (error) {
      if (![StewardError, AlreadyClaimed, NeedsAgreement].some((kind) => error instanceof kind)) {
        await recordFailure(dependencies, request, error);
      }
      throw error;
    }
  };
}

/** A failed action changed nothing; that it was tried is kept, unless the database itself is gone. */
async function recordFailure<Args extends object, Outcome extends Json>(
  { database, log }: ActionDependencies,
  request: ActionRequest<Args, Outcome>,
  error: unknown,
): Promise<void> {
  const failure = error instanceof Error ? error.name : 'unknown';
  log.error(
    { err: error, operation: request.operation.name, interactionId: request.interactionId },
    'action failed',
  );
  try {
    await database.em.fork().transactional(async (em) => {
      await claim(em, request.interactionId);
      const { id } = await insertAction(em, request, { plan: null, state: 'failed', failure });
      await appendToAudit(em, {
        event: 'action.failed',
        ...entryOf(request),
        actionId: id,
        detail: { failure },
      });
    });
  } catch (second) {
    log.error(
      { err: second, interactionId: request.interactionId },
      'the failed action could not be recorded',
    );
  }
}

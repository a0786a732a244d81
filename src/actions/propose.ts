import type { Plan } from '../operations/index.ts';
import type { Json } from '../reply.ts';
import { insertAction } from './action-row.ts';
import { untilUncontended } from './attempts.ts';
import { appendToAudit } from './audit.ts';
import { claim } from './claim.ts';
import { entryOf } from './execute.ts';
import type { ActionDependencies, ActionRequest } from './request.ts';

export interface Proposed {
  readonly actionId: number;
  readonly plan: Plan;
}

export type Propose = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => Promise<Proposed>;

/**
 * Puts an action up to be agreed to: the plan is made and kept, and nothing of Akkoma's is touched.
 *
 * @throws Refused, NotFound, Conflict as the operation and the gate do; AlreadyClaimed.
 */
export function createPropose({ database, instance, gate, log }: ActionDependencies): Propose {
  return (request) =>
    untilUncontended(() =>
      database.em.fork().transactional(async (em) => {
        const { operation, args, caller, interactionId, secret } = request;
        await claim(em, interactionId);
        const plan = await operation.plan({ em, instance, secret }, args);
        gate(caller, plan.tier ?? operation.tier);
        const { id } = await insertAction(em, request, { plan, state: 'proposed' });
        await appendToAudit(em, {
          event: 'action.proposed',
          ...entryOf(request),
          actionId: id,
          detail: { target: plan.target, counts: plan.counts },
        });
        log.info({ actionId: id, operation: operation.name, caller: caller.id }, 'action proposed');
        return { actionId: id, plan };
      }),
    );
}

import type { Em } from '../../database/connection/connection.ts';
import { terminatingIdleBlockers } from '../../database/connection/terminating-idle-blockers.ts';
import type { Plan } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import type { ApprovalRequirement } from '../access/approval-policy.ts';
import { NeedsReason } from '../access/needs-reason.ts';
import { appendToAudit } from '../audit/append.ts';
import type { ActionDependencies, ActionRequest } from '../request.ts';
import { redraw } from '../store/change-state.ts';
import { timeFromNow } from '../store/database-clock.ts';
import { insertAction } from '../store/insert-action.ts';
import { retryOnAkkoma } from '../store/retry-transaction.ts';
import { checkRequest } from './check-request.ts';
import { entryOf } from './execute.ts';
import { createPausing, requireWithinLimit } from './rate-limit.ts';
import { findSameRequest, type SameRequest } from './same-request.ts';

export interface Proposed {
  readonly actionId: number;
  readonly plan: Plan;
  readonly requirement: ApprovalRequirement;
  /** The request that is pending for the same already, if any. No action was made then, and `actionId` is its id. */
  readonly pending: SameRequest | null;
}

export type Propose = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => Promise<Proposed>;

/**
 * How long an action waits for the confirmation of its requester, in milliseconds: as long as Discord accepts the token
 * of the interaction.
 */
export const confirmationTimeout = 15 * 60_000;

/**
 * Returns the function that proposes an action, for approval by others or, where the policy requires no votes, for
 * confirmation by the requester. The plan is made and stored, and none of Akkoma's rows are changed.
 *
 * @throws Refused, NotFound, Conflict as the operation and the gate do; Locked; Paused, also where the request exceeds
 * the limit per person; NeedsReason where others must approve and no reason was given; AlreadyClaimed.
 */
export function createPropose(dependencies: ActionDependencies): Propose {
  const { database } = dependencies;
  const pausing = createPausing(dependencies);
  return (request) =>
    pausing(request.caller, () =>
      retryOnAkkoma(dependencies, (current) =>
        database.em.fork().transactional((em) => {
          const work = () => insertProposal(current, em, request);
          // Locking must not wait for a process that is suspended in the middle of a transaction.
          return request.operation.control === undefined ? work() : terminatingIdleBlockers(em, work);
        }),
      ),
    );
}

async function insertProposal<Args extends object, Outcome extends Json>(
  dependencies: ActionDependencies,
  em: Em,
  request: ActionRequest<Args, Outcome>,
): Promise<Proposed> {
  const { policy, jobs, log } = dependencies;
  const { operation, caller } = request;
  const { plan, tier, requirement } = await checkRequest(dependencies, em, request);
  const { votes } = requirement;
  if (votes > 0 && request.reason === null) throw new NeedsReason({ votes, tier, plan });
  const pending = votes > 0 ? await findSameRequest(dependencies, em, request, plan) : null;
  if (pending !== null) return { actionId: pending.id, plan, requirement, pending };
  await requireWithinLimit(em, policy, caller, { operation, tier });
  const deadline = await timeFromNow(em, votes > 0 ? requirement.voteWithin : confirmationTimeout);
  const { id } = await insertAction(em, request, {
    plan,
    tier,
    state: 'proposed',
    votesNeeded: votes,
    deadline,
  });
  await jobs.send(em, 'expire', { action: id }, deadline);
  // The process that received the interaction shows a private answer itself.
  if (votes > 0 || request.visibility !== 'private') {
    await redraw(em, jobs, { id, channelId: caller.channelId });
  }
  await appendToAudit(em, jobs, {
    event: 'action.proposed',
    ...entryOf(request),
    actionId: id,
    detail: { target: plan.target, counts: { ...plan.counts }, votes_needed: votes },
  });
  log.info({ actionId: id, operation: operation.name, caller: caller.id }, 'action proposed');
  return { actionId: id, plan, requirement, pending: null };
}

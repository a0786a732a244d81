import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { fingerprint, type Plan } from '../../operations/index.ts';
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

export interface Proposed {
  readonly actionId: number;
  readonly plan: Plan;
  readonly requirement: ApprovalRequirement;
  /**
   * Whether the same person's earlier request for the same is still waiting; `actionId` is then that of the earlier
   * action.
   */
  readonly isWaiting: boolean;
}

export type Propose = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => Promise<Proposed>;

/**
 * Returns the id of the waiting action by which the same person has already requested the same from others; null where
 * there is none. The advisory lock serializes concurrent requests: the second one waits until the first one is
 * committed.
 */
async function findWaiting<Args extends object, Outcome extends Json>(
  em: Em,
  { operation, args, caller }: ActionRequest<Args, Outcome>,
  plan: Plan,
): Promise<number | null> {
  const asked = JSON.stringify(args);
  await sql`
    select pg_advisory_xact_lock(hashtext('steward.asked'), hashtext(concat_ws(' ', ${caller.id}::text, ${operation.name}::text)))`.execute(
    em.getKysely(),
  );
  const { rows } = await sql<{ id: number }>`
    select id::integer from steward.actions
    where state in ('proposed', 'approved') and votes_needed > 0 and deadline > now()
      and requester_id = ${caller.id} and operation = ${operation.name} and args = ${asked}::jsonb
      and fingerprint = ${fingerprint(plan)}
    order by id limit 1`.execute(em.getKysely());
  return rows[0]?.id ?? null;
}

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
  const { database, policy, jobs, log } = dependencies;
  const pausing = createPausing(dependencies);
  return (request) =>
    pausing(request.caller, () =>
      retryOnAkkoma(dependencies, (current) =>
        database.em.fork().transactional(async (em) => {
          const { operation, caller } = request;
          const { plan, tier, requirement } = await checkRequest(current, em, request);
          if (requirement.votes > 0 && request.reason === null) throw new NeedsReason(requirement.votes);
          const waiting = requirement.votes > 0 ? await findWaiting(em, request, plan) : null;
          if (waiting !== null) return { actionId: waiting, plan, requirement, isWaiting: true };
          await requireWithinLimit(em, policy, caller, { operation, tier });
          const deadline = await timeFromNow(
            em,
            requirement.votes > 0 ? requirement.voteWithin : confirmationTimeout,
          );
          const { id } = await insertAction(em, request, {
            plan,
            tier,
            state: 'proposed',
            votesNeeded: requirement.votes,
            deadline,
          });
          await jobs.send(em, 'expire', { action: id }, deadline);
          // The process that received the interaction shows a private answer itself.
          if (requirement.votes > 0 || request.visibility !== 'private') {
            await redraw(em, jobs, { id, channelId: caller.channelId });
          }
          await appendToAudit(em, jobs, {
            event: 'action.proposed',
            ...entryOf(request),
            actionId: id,
            detail: { target: plan.target, counts: { ...plan.counts }, votes_needed: requirement.votes },
          });
          log.info({ actionId: id, operation: operation.name, caller: caller.id }, 'action proposed');
          return { actionId: id, plan, requirement, isWaiting: false };
        }),
      ),
    );
}

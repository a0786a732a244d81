import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { ActionTier, Operations, Pause } from '../../operations/index.ts';
import type { ApprovalPolicy } from '../access/approval-policy.ts';
import type { Caller } from '../access/gate.ts';
import { isHeldBack, pauseOf } from '../access/require-unpaused.ts';
import { requirementOf } from '../approval/stored-plan.ts';

/** How many undecided actions are searched. They expire, so there are few. */
const rowsScanned = 1_000;

/**
 * Returns the numbers of the actions that wait for a person: requests that they may approve and have not approved yet,
 * and their own actions that they have to confirm or run. A paused person's list leaves out what the pause forbids.
 */
export async function waitingFor(
  em: Em,
  { policy, operations }: { readonly policy: ApprovalPolicy; readonly operations: Operations },
  caller: Caller,
): Promise<{ readonly ids: readonly number[]; readonly pause: Pause | null }> {
  const { id, roles, source } = caller;
  const { rows } = await sql<{
    id: number;
    operation: string;
    tier: ActionTier;
    plan: unknown;
    isOwn: boolean;
  }>`
    select id::float8 as id, operation, tier, plan, requester_id = ${id} as "isOwn" from steward.actions action
    where state in ('proposed', 'approved') and (deadline is null or deadline > now())
      and case when requester_id = ${id} then state = 'approved' or votes_needed = 0
        else state = 'proposed' and votes_needed > 0 and not exists (
          select from steward.votes vote where vote.action_id = action.id and vote.voter_id = ${id}) end
    order by action.id desc limit ${rowsScanned}`.execute(em.getKysely());
  const mayApprove = (row: (typeof rows)[number]): boolean =>
    source === 'console' ||
    requirementOf(policy, row).roleSets.every((set) => set.some((role) => roles.includes(role)));
  const pause = await pauseOf(em, caller);
  const isFree = ({ operation, tier }: (typeof rows)[number]): boolean =>
    pause === null || !isHeldBack(pause, { operation: operations.get(operation), tier });
  return {
    ids: rows.filter((row) => isFree(row) && (row.isOwn || mayApprove(row))).map((row) => row.id),
    pause,
  };
}

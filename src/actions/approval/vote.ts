import { sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, invalid, Refused, Stale } from '../../text/errors.ts';
import { bySurface, command, isBlank, text } from '../../text/text.ts';
import type { ApprovalRequirement } from '../access/approval-policy.ts';
import { requireUnlocked } from '../access/require-unlocked.ts';
import { requireUnpaused } from '../access/require-unpaused.ts';
import { appendToAudit } from '../audit/append.ts';
import type { ActionDependencies } from '../request.ts';
import { advance, renew } from '../store/change-state.ts';
import { claimed } from '../store/claim.ts';
import { timeFromNow } from '../store/database-clock.ts';
import { keptArgs } from '../store/kept-args.ts';
import { isLate, loadForUpdate, readAction, requireState, tooLate } from '../store/load-action.ts';
import { type Decision, rememberCard } from './decision.ts';
import { expireIfLate } from './expire.ts';
import { requirementOf } from './stored-plan.ts';
import { UnconfirmedApproval } from './unconfirmed-approval.ts';

/**
 * A vote on an action that another person requested. `seen` is the fingerprint of the plan whose approval the person has
 * confirmed; null where they were not asked.
 */
export type Vote =
  | { readonly vote: 'approve'; readonly seen: string | null }
  | { readonly vote: 'deny'; readonly reason: string };

export type CastVote = (decision: Decision, vote: Vote) => Promise<void>;

/**
 * Returns the function that records a vote. Each person has one vote, the requester has none, and the voter must have
 * the role at this moment. The last required approval approves the action; a single denial ends it.
 *
 * @throws Refused, Conflict, NotFound, Stale where no vote was counted; AlreadyClaimed; UnconfirmedApproval where the
 * action cannot be undone and the approval was not confirmed.
 */
export function createCastVote(dependencies: ActionDependencies): CastVote {
  const { database, jobs } = dependencies;
  return async (decision, vote) => {
    if (vote.vote === 'deny' && isBlank(vote.reason)) {
      throw invalid([{ option: 'reason', fault: text`must not be empty` }]);
    }
    const hasExpired = await claimed(database, decision.interactionId, async (em) => {
      const action = await loadForUpdate(em, decision.actionId);
      const requirement = requireApprover(dependencies, action, decision);
      // A denial only stops something, so the lock and pauses do not forbid it.
      if (vote.vote === 'approve') {
        const operation = dependencies.definitionOf(action.operation)?.operation;
        await requireUnlocked(em, operation);
        await requireUnpaused(em, decision.caller, { operation, tier: action.tier });
      }
      requireState(action, ['proposed']);
      if (await expireIfLate(dependencies, em, action)) return true;
      requireAnother(action, decision, vote.vote);
      if (vote.vote === 'approve') requireSeen(action, vote.seen);
      const onlyRequesterCanRun = vote.vote === 'approve' && needsRequester(dependencies, action);
      await record(em, decision, vote);
      await rememberCard(em, decision);
      if (vote.vote === 'deny') {
        await advance(em, jobs, action, {
          from: ['proposed'],
          to: 'denied',
          set: [sql`deadline = null`, sql`args = ${keptArgs(dependencies, action)}::jsonb`],
          entry: { event: 'action.denied', ...decision, reason: vote.reason },
        });
      } else {
        await approve(dependencies, em, action, {
          ...requirement,
          decision,
          isConfirmed: vote.seen !== null || !isIrreversible(dependencies, action),
          onlyRequesterCanRun,
        });
      }
      return false;
    });
    if (hasExpired) throw tooLate(decision.actionId);
  };
}

export type CheckDenial = (decision: Decision) => Promise<Action>;

/**
 * Returns the function that checks whether the caller can deny an action, before a form asks for the reason. It writes
 * nothing. The denial itself checks everything again.
 *
 * @returns the action.
 * @throws Refused, Conflict, NotFound, Stale as the denial does.
 */
export function createCheckDenial(dependencies: ActionDependencies): CheckDenial {
  return async (decision) => {
    const em = dependencies.database.em.fork();
    const action = await readAction(em, decision.actionId);
    requireApprover(dependencies, action, decision);
    requireState(action, ['proposed']);
    if (await isLate(em, action)) throw tooLate(action.id);
    requireAnother(action, decision, 'deny');
    const { rows } = await sql`
      select from steward.votes where action_id = ${action.id} and voter_id = ${decision.caller.id}`.execute(
      em.getKysely(),
    );
    if (rows.length > 0) throw votedBefore(action.id);
    return action;
  };
}

/** @throws Refused where the caller does not have the roles to approve or deny the action. */
function requireApprover(
  { gate, policy }: ActionDependencies,
  action: Action,
  { caller }: Decision,
): ApprovalRequirement {
  const requirement = requirementOf(policy, action);
  gate(caller, { eachOf: requirement.roleSets });
  return requirement;
}

function requireAnother(
  { id, requesterId, votesNeeded }: Action,
  { caller }: Decision,
  vote: Vote['vote'],
): void {
  if (votesNeeded === 0) {
    throw new Conflict(text`Action ${id} needs no approval. Only its requester can confirm or cancel it.`);
  }
  if (caller.id !== requesterId) return;
  const cancelling = bySurface({
    inDiscord: text`press "Cancel request" on its card, or use ${command(`action cancel ${id}`)}`,
    inTerminal: text`use ${command(`action cancel ${id}`)}`,
  });
  throw new Refused(
    vote === 'approve'
      ? text`You requested action ${id} yourself, so someone else must approve it. To end it, ${cancelling}.`
      : text`You requested action ${id} yourself, so you cannot deny it. To end it, ${cancelling}.`,
  );
}

/** @throws Stale where the caller has confirmed the approval of another plan. */
function requireSeen({ id, fingerprint }: Action, seen: string | null): void {
  if (seen === null || seen === fingerprint) return;
  throw new Stale(
    text`Action ${id} would no longer do what was shown. Nothing was changed. Look at it with ${command('action show')}.`,
  );
}

/** Whether the action cannot be undone, so that its approval must be confirmed. */
function isIrreversible({ operations }: ActionDependencies, { operation }: Action): boolean {
  const undo = operations.get(operation)?.undo;
  return typeof undo === 'object' && 'impossible' in undo;
}

async function record(em: Em, { actionId, caller }: Decision, vote: Vote): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into steward.votes (action_id, voter_id, voter_name, vote, reason)
    values (${actionId}, ${caller.id}, ${caller.name}, ${vote.vote}, ${vote.vote === 'deny' ? vote.reason : null})
    on conflict do nothing`.execute(em.getKysely());
  if (numAffectedRows === 0n) {
    throw votedBefore(actionId);
  }
}

const votedBefore = (actionId: number): Conflict =>
  new Conflict(text`You already approved action ${actionId}. It needs more approvals.`);

/** Whether only the requester can run the action. */
function needsRequester({ definitionOf }: ActionDependencies, { operation, args }: Action): boolean {
  const definition = definitionOf(operation);
  return definition?.needsRequester(definition.parse(args)) === true;
}

interface Approval extends Pick<ApprovalRequirement, 'runWithin'> {
  readonly decision: Decision;
  /** Whether the approval counts: where the action cannot be undone, the approver must have confirmed it. */
  readonly isConfirmed: boolean;
  /** Whether only the requester can run the action. */
  readonly onlyRequesterCanRun: boolean;
}

/**
 * Counts the approvals; the last required one approves the action and enqueues its run.
 *
 * @throws UnconfirmedApproval
 */
async function approve(
  { jobs }: ActionDependencies,
  em: Em,
  action: Action,
  { decision, isConfirmed, runWithin, onlyRequesterCanRun }: Approval,
): Promise<void> {
  const { rows } = await sql<{ votes: number }>`
    select count(*)::integer as votes from steward.votes
    where action_id = ${action.id} and vote = 'approve'`.execute(em.getKysely());
  const votes = rows[0]?.votes ?? 0;
  const detail = { votes, votes_needed: action.votesNeeded };
  const isEnough = votes >= action.votesNeeded;
  if (!isConfirmed) throw new UnconfirmedApproval(action, isEnough && !onlyRequesterCanRun);
  if (!isEnough) {
    await renew(em, jobs, action);
    await appendToAudit(em, jobs, {
      event: 'action.vote',
      ...decision,
      command: action.operation,
      args: {},
      reason: null,
      detail,
    });
    return;
  }
  const deadline = await timeFromNow(em, runWithin);
  await jobs.send(em, 'expire', { action: action.id }, deadline);
  if (!onlyRequesterCanRun) await jobs.send(em, 'run', { action: action.id });
  await advance(em, jobs, action, {
    from: ['proposed'],
    to: 'approved',
    set: [sql`deadline = ${deadline}`],
    entry: { event: 'action.approved', ...decision, detail },
  });
}

import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import {
  isContention,
  isForbidden,
  isLockNotAvailable,
  isOutdated,
  isOutOfRoom,
  isReadOnly,
  isTimeout,
} from '../../database/connection/failures.ts';
import {
  AccountBusy,
  actionsSince,
  type Difference,
  fingerprint,
  isStricter,
  type Plan,
} from '../../operations/index.ts';
import { Conflict, NotFound, Refused, Stale, StewardError, Unavailable } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { plain, text } from '../../text/text.ts';
import { tierOf } from '../access/approval-policy.ts';
import { differencesFrom, readPlan, type StoredPlan } from '../approval/stored-plan.ts';
import type { AuditEntryDraft } from '../audit/append.ts';
import type { ActionDependencies, ActionRequest, Performed } from '../request.ts';
import { advance } from '../store/change-state.ts';
import { shownOf } from '../store/insert-action.ts';
import { keptArgs } from '../store/kept-args.ts';
import type { SourceOf } from '../store/transitions.ts';
import { execute } from './execute.ts';
import { makePlan } from './make-plan.ts';

/** Thrown where the plan differs from the one that was approved. */
export class PlanChanged extends Stale {
  readonly plan: Plan;
  /** The differences from the approved plan; empty where Steward 0.1.0 or before stored that plan. */
  readonly differences: readonly Difference[];

  constructor(id: number, plan: Plan, approved: StoredPlan) {
    const since = approved.facts === null ? [] : actionsSince(approved.facts, plan);
    const why = since.length === 0 ? [] : text` ${since}`;
    super(text`What action ${id} would do has changed since the request.${why} Nothing was changed.`);
    this.plan = plan;
    this.differences = differencesFrom(approved, plan) ?? [];
  }
}

/**
 * Runs an action if its plan still equals the approved one. The caller has locked the row and set the state `running`
 * in this transaction, or in an earlier one.
 *
 * @throws Stale where the plan now differs or cannot be made; AccountBusy; anything else that the operation throws.
 */
export async function runAsApproved(
  dependencies: ActionDependencies,
  em: Em,
  action: Action,
  { prepared, ...request }: ActionRequest<object, Json> & { readonly prepared: unknown },
): Promise<Performed<Json>> {
  const { policy } = dependencies;
  const { operation, args, secret } = request;
  const plan = await refusalsAsStale(action.id, () =>
    makePlan(dependencies, em, {
      ...{ operation, args, secret },
      requester: { id: action.requesterId, name: action.requesterName },
    }),
  );
  const tier = tierOf(operation, plan, policy);
  // The roles of requester and approvers were checked for the earlier tier, which is not part of the fingerprint.
  if (
    isStricter(tier, action.tier) ||
    policy.requirementFor(operation.name, tier, plan.alsoRequires).votes > action.votesNeeded
  ) {
    throw new Stale(
      text`Since the request, action ${action.id} has come to need a higher role or more approvals. Nothing was changed. Request it again if you still want it.`,
    );
  }
  // An action that failed before it had a plan showed none, so there is nothing to compare.
  const isAsShown = action.fingerprint === '' || action.fingerprint === fingerprint(plan);
  const approved = readPlan(action.plan);
  if (!isAsShown) throw new PlanChanged(action.id, plan, approved);
  const { rows } = await sql<{
    epoch: number;
  }>`select floor(extract(epoch from now()))::float8 as epoch`.execute(em.getKysely());
  const now = new Date((rows[0]?.epoch ?? 0) * 1000);
  const countsDiffer = action.fingerprint !== '' && !isDeepStrictEqual(approved.counts, plan.counts);
  return refusalsAsStale(action.id, () =>
    execute(dependencies, em, request, { id: action.id, now, plan, prepared, countsDiffer }),
  );
}

/**
 * A plan that can no longer be made is as stale as one that differs. `AccountBusy` is not stale: the action only has to
 * wait.
 */
async function refusalsAsStale<Result>(actionId: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AccountBusy) throw error;
    if (![Conflict, NotFound, Refused].some((kind) => error instanceof kind)) throw error;
    const { sentence } = error as Conflict;
    const end = plain(sentence).includes('Nothing was changed.') ? '' : ' Nothing was changed.';
    throw new Stale(text`Action ${actionId} cannot run any more: ${sentence}${[end]}`, { cause: error });
  }
}

interface EndOfRun {
  readonly from: readonly (SourceOf<'stale'> & SourceOf<'failed'>)[];
  readonly error: unknown;
  /** The actor of the run in the audit log. */
  readonly entry: Pick<AuditEntryDraft, 'caller' | 'interactionId'>;
}

/**
 * Ends an action whose run failed, with the reason, if it is still in one of the states `from`.
 *
 * @returns whether it was ended.
 */
export async function endRun(
  dependencies: ActionDependencies,
  em: Em,
  action: Action,
  { from, error, entry }: EndOfRun,
): Promise<boolean> {
  const isStale = error instanceof StewardError && !(error instanceof Unavailable);
  const failure = error instanceof StewardError ? plain(error.sentence) : failureSentence(error);
  const changed = error instanceof PlanChanged ? error : null;
  const current = changed === null ? null : JSON.stringify(shownOf(changed.plan));
  const detail = { failure, ...(changed === null ? {} : { differences: changed.differences }) };
  const isEnded = await advance(em, dependencies.jobs, action, {
    from,
    to: isStale ? 'stale' : 'failed',
    set: [
      sql`failure = ${failure}`,
      sql`current_plan = ${current}::jsonb`,
      sql`deadline = null`,
      sql`args = ${keptArgs(dependencies, action)}::jsonb`,
    ],
    entry: { event: isStale ? 'action.stale' : 'action.failed', ...entry, detail },
  });
  if (isEnded && changed !== null) {
    dependencies.log.info(
      { actionId: action.id, differences: changed.differences },
      'an approved action is out of date',
    );
  }
  return isEnded;
}

/** Returns the sentence that people see about an unexpected error: its effect, and no details of the error. */
export function failureSentence(error: unknown): string {
  if (isLockNotAvailable(error))
    return 'Something else, such as a job of Akkoma, was changing the same data.';
  if (isContention(error)) return 'It conflicts with another change, or with a row that is there already.';
  if (isTimeout(error)) return 'The database took too long.';
  if (isForbidden(error)) return 'Steward’s role lacks a right in the database.';
  if (isOutdated(error)) return 'Akkoma’s tables have changed.';
  if (isReadOnly(error)) return 'The database only reads at the moment.';
  if (isOutOfRoom(error)) return 'The disk of the database is full.';
  return `Something went wrong in Steward (${error instanceof Error ? error.name : 'unknown'}).`;
}

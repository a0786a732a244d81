import { sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import { AkkomaChanged } from '../../akkoma/schema/features.ts';
import type { Em } from '../../database/connection/connection.ts';
import { isLockNotAvailable, isReadOnly, isUnreachable } from '../../database/connection/failures.ts';
import { AccountBusy, isAnythingPending } from '../../operations/index.ts';
import { Stale, StewardError } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { plain, text } from '../../text/text.ts';
import { lockAgainst } from '../access/require-unlocked.ts';
import { expireIfLate } from '../approval/expire.ts';
import { callerFor, findLostRole } from '../approval/role-recheck.ts';
import { appendToAudit, steward } from '../audit/append.ts';
import type { ActionDependencies, ActionRequest, Definition } from '../request.ts';
import { advance, renew } from '../store/change-state.ts';
import { loadForUpdate, readAction } from '../store/load-action.ts';
import { retryOnAkkoma } from '../store/retry-transaction.ts';
import { makePlan } from './make-plan.ts';
import { endRun, runAsApproved } from './run-as-approved.ts';

const entry = { caller: steward, interactionId: null };

/**
 * Returns the handler of the job `run`, which runs an approved action. The action runs once, even if several workers
 * get the job, and another worker finishes it if a process is killed. Roles are checked and the plan is made again.
 *
 * @throws Error where Discord or the database cannot be reached, `action.lock` waits for its lock, or another action is
 * still working on the same accounts: the job is then retried.
 */
export function createRun(
  dependencies: ActionDependencies,
): (payload: { readonly action: number }) => Promise<void> {
  const { database } = dependencies;
  return async ({ action: id }) => {
    const action = await readAction(database.em.fork(), id);
    const definition = dependencies.definitionOf(action.operation);
    if (definition === undefined) {
      return endWithError(
        dependencies,
        action,
        new Stale(
          text`This action belongs to another version of Steward. Nothing was changed. Run the command again.`,
        ),
      );
    }
    if (action.state === 'approved' && !(await startRun(dependencies, action, definition))) return;
    if (action.state !== 'approved' && action.state !== 'running') return;
    await finish(dependencies, action, definition);
  };
}

/**
 * Changes the state from `approved` to `running`. The deadline stays, in case the action is held back again.
 *
 * @returns whether it is now running.
 * @throws AccountBusy
 */
async function startRun(
  dependencies: ActionDependencies,
  found: Action,
  definition: Definition,
): Promise<boolean> {
  const { database, jobs } = dependencies;
  const lost = await findLostRole(dependencies, database.em.fork(), found);
  if (lost !== null) {
    await endWithError(
      dependencies,
      found,
      new Stale(text`${lost} Nothing was changed. Request it again if you still want it.`),
    );
    return false;
  }
  const begun = await database.em.fork().transactional(async (em) => {
    const action = await loadForUpdate(em, found.id);
    if (await expireIfLate(dependencies, em, action)) return false;
    // The transaction that unlocks enqueues the job again.
    if ((await lockAgainst(em, definition.operation)) !== null) return false;
    const ahead = await aheadOf(dependencies, em, action, definition);
    if (ahead !== null) {
      await noteWaiting(dependencies, em, action, ahead);
      return ahead;
    }
    return advance(em, jobs, action, {
      from: ['approved'],
      to: 'running',
      entry: { event: 'action.running', ...entry },
    });
  });
  if (begun instanceof AccountBusy) throw begun;
  return begun;
}

/** Returns the error that makes the action wait, if another action is still working on the same accounts. */
async function aheadOf(
  dependencies: ActionDependencies,
  em: Em,
  action: Action,
  { operation, parse }: Definition,
): Promise<AccountBusy | null> {
  if (!(await isAnythingPending(em))) return null;
  const requester = { id: action.requesterId, name: action.requesterName };
  try {
    await makePlan(dependencies, em, { operation, args: parse(action.args), secret: null, requester });
  } catch (error) {
    if (error instanceof AccountBusy) return error;
    // The run will get the same error, and end the action.
    if (!(error instanceof StewardError)) throw error;
  }
  return null;
}

/** Records once, even after several attempts, that the action waits. */
async function noteWaiting(
  { jobs }: ActionDependencies,
  em: Em,
  action: Action,
  ahead: AccountBusy,
): Promise<void> {
  const { rows } = await sql`
    select from steward.audit_log where action_id = ${action.id} and event = 'action.waiting' limit 1`.execute(
    em.getKysely(),
  );
  if (rows.length > 0) return;
  await renew(em, jobs, action);
  await appendToAudit(em, jobs, {
    event: 'action.waiting',
    ...entry,
    actionId: action.id,
    command: action.operation,
    args: {},
    reason: null,
    detail: { because: plain(ahead.sentence) },
  });
}

async function finish(
  dependencies: ActionDependencies,
  found: Action,
  definition: Definition,
): Promise<void> {
  const { database, log } = dependencies;
  let isPastLockCheck = false;
  try {
    const request = approvedRequest(found, definition);
    const prepared = await definition.operation.prepare?.(request.args, null);
    const isDone = await retryOnAkkoma(dependencies, (current) =>
      database.em.fork().transactional(async (em) => {
        const action = await loadForUpdate(em, found.id);
        // Another worker may have presumed this one dead and finished the action.
        if (action.state !== 'running') return false;
        if ((await lockAgainst(em, definition.operation)) !== null) {
          await holdBack(dependencies, em, action);
          return false;
        }
        isPastLockCheck = true;
        await runAsApproved(current, em, action, { ...request, prepared });
        return true;
      }),
    );
    if (isDone) {
      log.info({ actionId: found.id, operation: found.operation, caller: found.requesterId }, 'action run');
    }
  } catch (error) {
    // These errors are temporary: an upgrade of Akkoma that takes long, another action that has started on the same
    // accounts, a database that is unreachable or only reads, or a timeout behind an `action.lock`, which waits without
    // a limit until running transactions end. The job is retried, and the action does not fail.
    const isPassing = [AkkomaChanged, AccountBusy].some((kind) => error instanceof kind);
    const isAway = isUnreachable(error) || isReadOnly(error);
    if (isPassing || isAway || (!isPastLockCheck && isLockNotAvailable(error))) throw error;
    if (!(error instanceof StewardError)) log.error({ err: error, actionId: found.id }, 'action failed');
    await endWithError(dependencies, found, error);
  }
}

/** Steward was locked between the two transactions: the action is approved again and waits. */
const holdBack = ({ jobs }: ActionDependencies, em: Em, action: Action): Promise<boolean> =>
  advance(em, jobs, action, {
    from: ['running'],
    to: 'approved',
    entry: { event: 'action.held', ...entry },
  });

function endWithError(dependencies: ActionDependencies, action: Action, error: unknown): Promise<void> {
  return dependencies.database.em
    .fork()
    .transactional(
      async (em) =>
        void (await endRun(dependencies, em, action, { from: ['approved', 'running'], error, entry })),
    );
}

const approvedRequest = (action: Action, { operation, parse }: Definition): ActionRequest<object, Json> => ({
  operation,
  args: parse(action.args),
  reason: action.reason ?? null,
  caller: callerFor(action, { id: action.requesterId, name: action.requesterName }, []),
  interactionId: action.interactionId ?? null,
  visibility: action.visibility,
  secret: null,
});

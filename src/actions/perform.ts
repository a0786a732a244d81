import { sql } from 'kysely';
import type { Logger } from 'pino';
import { setTime } from '../../entities/akkoma/index.ts';
import type { FlakeIds } from '../akkoma/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Database, Em } from '../database/connection.ts';
import { flushRecorded } from '../database/entity-changes.ts';
import { isContention } from '../database/failures.ts';
import { openJournal } from '../database/journal.ts';
import { StewardError } from '../errors.ts';
import { fingerprint, type Operation, type Plan } from '../operations/index.ts';
import type { Json } from '../reply.ts';
import { appendToAudit } from './audit.ts';
import { AlreadyClaimed, claim } from './claim.ts';
import type { Caller, Gate } from './policy.ts';

export interface ActionRequest<Args extends object, Outcome extends Json> {
  readonly operation: Operation<Args, Outcome>;
  readonly args: Args;
  readonly reason: string | null;
  readonly caller: Caller;
  /** Discord's id of what was typed or clicked; null from the console. */
  readonly interactionId: string | null;
  /** Where true, the plan is made and shown, and nothing is written. */
  readonly dryRun: boolean;
}

/** What came of a request: the plan, and unless it was a dry run, the action and its outcome. */
export interface Performed<Outcome> {
  readonly plan: Plan;
  readonly done: { readonly actionId: number; readonly outcome: Outcome } | null;
}

export type Perform = <Args extends object, Outcome extends Json>(
  request: ActionRequest<Args, Outcome>,
) => Promise<Performed<Outcome>>;

export interface ActionDependencies {
  readonly database: Database;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly gate: Gate;
  readonly log: Logger;
}

const attempts = 4;

/**
 * Runs an action that needs nobody's agreement. Claim, plan, action row, changes, outcome and audit entry are one
 * transaction: a crash leaves all of it or none, and an interaction that is delivered again finds it done or does it.
 *
 * @throws Refused, Invalid, NotFound, Conflict, Stale as the operation and the gate do; AlreadyClaimed; anything else
 * is a fault of ours, by then recorded as a failed action.
 */
export function createPerform(dependencies: ActionDependencies): Perform {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await performOnce(dependencies, request);
      } catch (error) {
        if (error instanceof StewardError || error instanceof AlreadyClaimed) throw error;
        if (isContention(error) && attempt < attempts) continue;
        await recordFailure(dependencies, request, error);
        throw error;
      }
    }
  };
}

function performOnce<Args extends object, Outcome extends Json>(
  { database, instance, flakeIds, gate, log }: ActionDependencies,
  request: ActionRequest<Args, Outcome>,
): Promise<Performed<Outcome>> {
  const { operation, args, caller, interactionId } = request;
  return database.em.fork().transactional(async (em) => {
    if (!request.dryRun) await claim(em, interactionId);
    const plan = await operation.plan({ em, instance }, args);
    gate(caller, plan.tier ?? operation.tier);
    if (request.dryRun) return { plan, done: null };

    const { id, now } = await openAction(em, request, plan);
    setTime(em, now);
    const outcome = await operation.apply(
      { em, instance, flakeIds, now, journal: openJournal(em, id) },
      args,
      plan,
    );
    await flushRecorded(em, id);
    await sql`
      update steward.actions set state = 'done', outcome = ${JSON.stringify(outcome)}::jsonb, updated_at = now()
      where id = ${id} and state = 'running'`.execute(em.getKysely());
    await appendToAudit(em, { event: 'action.done', ...entryOf(request), actionId: id, detail: outcome });
    log.info({ actionId: id, operation: operation.name, caller: caller.id }, 'action done');
    return { plan, done: { actionId: id, outcome } };
  });
}

/** The action's row, and the transaction's time in whole seconds (operations.md 1.4). */
async function openAction<Args extends object, Outcome extends Json>(
  em: Em,
  request: ActionRequest<Args, Outcome>,
  plan: Plan,
): Promise<{ id: number; now: Date }> {
  const { id, epoch } = await insertAction(em, request, plan, 'running', null);
  return { id, now: new Date(epoch * 1000) };
}

async function insertAction<Args extends object, Outcome extends Json>(
  em: Em,
  { operation, args, reason, caller, interactionId }: ActionRequest<Args, Outcome>,
  plan: Plan | null,
  state: 'running' | 'failed',
  failure: string | null,
): Promise<{ id: number; epoch: number }> {
  const shown =
    plan === null
      ? {}
      : { target: plan.target, counts: plan.counts, samples: plan.samples, facts: plan.facts };
  const { rows } = await sql<{ id: number; epoch: number }>`
    insert into steward.actions (interaction_id, operation, args, reason, tier, state, requester_id, requester_name,
      source, guild_id, channel_id, plan, fingerprint, failure)
    values (${interactionId}, ${operation.name}, ${JSON.stringify(args)}::jsonb, ${reason},
      ${plan?.tier ?? operation.tier}, ${state}, ${caller.id}, ${caller.name}, ${caller.source}, ${caller.guildId},
      ${caller.channelId}, ${JSON.stringify(shown)}::jsonb, ${plan === null ? '' : fingerprint(plan)}, ${failure})
    returning id::integer, floor(extract(epoch from now()))::float8 as epoch`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) throw new Error('The database returned no row for the new action');
  return row;
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
      const { id } = await insertAction(em, request, null, 'failed', failure);
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

const entryOf = <Args extends object, Outcome extends Json>(request: ActionRequest<Args, Outcome>) => ({
  caller: request.caller,
  interactionId: request.interactionId,
  command: request.operation.name,
  args: request.args,
  reason: request.reason,
});

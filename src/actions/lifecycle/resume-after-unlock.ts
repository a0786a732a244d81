import { sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict } from '../../text/errors.ts';
import type { ActionDependencies } from '../request.ts';

/**
 * Enqueues the jobs that became due while Steward was locked and that did nothing because of the lock: `run` for
 * actions that are approved or running, `follow` for those that are followed, and `reverse` for those whose time is
 * over. Call this in the transaction that unlocks, once it holds the advisory lock exclusively: a job that has not
 * checked the lock by then waits for this transaction, and then finds Steward unlocked.
 */
export async function resumeAfterUnlock(
  { jobs, definitionOf }: Pick<ActionDependencies, 'jobs' | 'definitionOf'>,
  em: Em,
): Promise<void> {
  const { rows: unfinished } = await sql<Pick<Action, 'id' | 'operation' | 'args' | 'state'>>`
    select id::integer as id, operation, args, state from steward.actions
    where state in ('approved', 'running', 'following') order by id`.execute(em.getKysely());
  // Not `now()`, the start of the transaction: it may have waited for the advisory lock, and more actions are due
  // since.
  const { rows: due } = await sql<{ action: number }>`
    select id::integer as action from steward.actions
    where state = 'done' and reverses_at <= clock_timestamp() order by id`.execute(em.getKysely());
  const payloadsOf = (rows: readonly Pick<Action, 'id'>[]) => rows.map(({ id }) => ({ action: id }));
  await jobs.sendAll(
    em,
    'run',
    payloadsOf(
      unfinished.filter((row) => row.state !== 'following' && !onlyRequesterCanRun({ definitionOf }, row)),
    ),
  );
  await jobs.sendAll(em, 'follow', payloadsOf(unfinished.filter(({ state }) => state === 'following')));
  await jobs.sendAll(em, 'reverse', due);
}

/**
 * Whether it waits for its requester to run it. False where another version stored the action: the job `run` ends it as
 * stale.
 */
function onlyRequesterCanRun(
  { definitionOf }: Pick<ActionDependencies, 'definitionOf'>,
  { operation, args }: Pick<Action, 'operation' | 'args'>,
): boolean {
  const definition = definitionOf(operation);
  if (definition === undefined) return false;
  try {
    return definition.needsRequester(definition.parse(args));
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

import { sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict } from '../../text/errors.ts';
import type { ActionDependencies } from '../request.ts';

/**
 * Has everything go on that came to its turn while Steward was locked, which its job then left as it was: runs what was
 * agreed to, follows what Akkoma is at, and takes back what was done for a time that is over. In the transaction that
 * unlocks, once it holds the lock alone: a job that has not seen it locked by then waits, and finds it unlocked.
 */
export async function resumeAfterUnlock(
  { jobs, definitionOf }: Pick<ActionDependencies, 'jobs' | 'definitionOf'>,
  em: Em,
): Promise<void> {
  const { rows: unfinished } = await sql<Pick<Action, 'id' | 'operation' | 'args' | 'state'>>`
    select id::integer as id, operation, args, state from steward.actions
    where state in ('approved', 'running', 'following') order by id`.execute(em.getKysely());
  // The time of the transaction would not do: it may have waited to be alone, and others have come to their turn since.
  const { rows: due } = await sql<{ action: number }>`
    select id::integer as action from steward.actions
    where state = 'done' and reverses_at <= clock_timestamp() order by id`.execute(em.getKysely());
  const payloadsOf = (rows: readonly Pick<Action, 'id'>[]) => rows.map(({ id }) => ({ action: id }));
  await jobs.sendAll(
    em,
    'run',
    payloadsOf(unfinished.filter((row) => row.state !== 'following' && !isTheirs({ definitionOf }, row))),
  );
  await jobs.sendAll(em, 'follow', payloadsOf(unfinished.filter(({ state }) => state === 'following')));
  await jobs.sendAll(em, 'reverse', due);
}

/** Whether it waits for its requester to run it. What another version kept is ended by its run. */
function isTheirs(
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

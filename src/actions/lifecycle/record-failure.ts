import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { Unavailable } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { command, text } from '../../text/text.ts';
import { appendToAudit } from '../audit/append.ts';
import type { ActionDependencies, ActionRequest, Performed } from '../request.ts';
import { redraw } from '../store/change-state.ts';
import { claimInteraction } from '../store/claim.ts';
import { timeFromNow } from '../store/database-clock.ts';
import { insertAction } from '../store/insert-action.ts';
import type { PlannedRequest } from './check-request.ts';
import { entryOf, requesterAnswerTime } from './execute.ts';
import { failureSentence } from './run-as-approved.ts';

/** How far a request got before it threw. */
export interface Progress<Outcome> {
  planned: Pick<PlannedRequest, 'plan' | 'tier'> | null;
  /** The result, if everything but the commit was done. */
  reached: Performed<Outcome> | null;
}

/**
 * Finds out how a request ended whose transaction threw an unexpected error, and records a failed action, unless the
 * database cannot be reached.
 *
 * @returns `reached`, if the commit succeeded and only its response was lost; else null: nothing was changed.
 * @throws Unavailable where the database cannot be asked whether the commit succeeded.
 */
export async function recordFailure<Args extends object, Outcome extends Json>(
  { database, jobs, log }: ActionDependencies,
  request: ActionRequest<Args, Outcome>,
  error: unknown,
  { planned, reached }: Progress<Outcome>,
): Promise<Performed<Outcome> | null> {
  const { interactionId, operation, caller } = request;
  log.error({ err: error, operation: operation.name, interactionId }, 'action failed');
  try {
    return await database.em.fork().transactional(async (em) => {
      // Waits for a commit that is still in progress.
      const free = interactionId === null || (await claimInteraction(em, interactionId));
      if (reached !== null && (await isDone(em, reached.actionId))) return reached;
      // The job that made a request of Steward's own retries it or gives up: each retry would leave another failed
      // action.
      if (!free || request.caller.source === 'system') return null;
      const failure = failureSentence(error);
      const { id } = await insertAction(em, request, {
        plan: planned?.plan ?? null,
        tier: planned?.tier ?? operation.tier,
        state: 'failed',
        failure,
      });
      // The requester first gets an error that refers to the log; later the card replaces it, with a button to retry.
      await redraw(em, jobs, { id, channelId: caller.channelId }, await timeFromNow(em, requesterAnswerTime));
      await appendToAudit(em, jobs, {
        event: 'action.failed',
        ...entryOf(request),
        actionId: id,
        detail: { failure },
      });
      return null;
    });
  } catch (second) {
    log.error({ err: second, interactionId }, 'the failed action could not be recorded');
    if (reached !== null) throw unknownOutcome(second);
    return null;
  }
}

/** Whether an action is done. Waits for a transaction that is changing its state. */
export async function isDone(em: Em, actionId: number): Promise<boolean> {
  // The state must not be a condition of the query: PostgreSQL would evaluate it before it waits for the row lock.
  const { rows } = await sql<{ state: string }>`
    select state from steward.actions where id = ${actionId} for share`.execute(em.getKysely());
  return ['done', 'following'].includes(rows[0]?.state ?? '');
}

export const unknownOutcome = (cause: unknown): Unavailable =>
  new Unavailable(
    text`The connection to the database was lost, and the outcome is unknown. Check it before you run the command again, for example with ${command('user show')}.`,
    { cause },
  );

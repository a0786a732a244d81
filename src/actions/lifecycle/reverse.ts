import { sql } from 'kysely';
import { Unfit } from '../../akkoma/schema/fit.ts';
import type { Em } from '../../database/connection/connection.ts';
import {
  isContention,
  isForbidden,
  isLockNotAvailable,
  isOutdated,
  isReadOnly,
  isTimeout,
  isUnreachable,
} from '../../database/connection/failures.ts';
import type { JobPayloads } from '../../jobs/index.ts';
import { AccountBusy, type Reversal } from '../../operations/index.ts';
import { Stale, StewardError, Unavailable } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { isSuperseded, supersededOf } from '../../undo/superseded.ts';
import { Locked } from '../access/require-unlocked.ts';
import { appendToAudit, steward } from '../audit/append.ts';
import type { ActionDependencies } from '../request.ts';
import { renew } from '../store/change-state.ts';
import { loadForUpdate, readAction } from '../store/load-action.ts';
import type { Perform } from './perform.ts';

/**
 * Returns the handler of the job `reverse`. It undoes an action whose time is over, unless the action was undone before
 * or is to be kept. If the action can no longer be undone, the audit log says so and the action stays as it is. If
 * later actions have superseded all of it, undoing one of them enqueues the job again.
 *
 * @throws Error where the database cannot be reached, or an obstacle is temporary: the job is then retried.
 */
export function createReverse(
  dependencies: ActionDependencies,
  perform: Perform,
): (payload: JobPayloads['reverse']) => Promise<void> {
  const { database, definitionOf } = dependencies;
  return async ({ action: id, released }) => {
    const found = await readAction(database.em.fork(), id);
    const isAgain = found.state === 'undone' && released !== undefined;
    if (!isAgain && (found.state !== 'done' || !(await isDue(database.em.fork(), id)))) return;
    const undo = definitionOf('action.undo');
    if (undo === undefined) throw new Error('The operation action.undo is missing');
    const reversal: Reversal = { reversal: true, ...(isAgain ? { released } : {}) };
    try {
      await perform({
        operation: undo.operation,
        args: { ...undo.parse({ action: id }), ...reversal },
        reason: isAgain ? 'The later action was undone.' : 'Its time limit ended.',
        caller: { ...steward, guildId: found.guildId ?? null, channelId: found.channelId ?? null },
        interactionId: null,
        secret: null,
        // A moderator may have pressed "Make permanent" since, and was answered that the action stays.
        beforeCommit: async (em) => {
          if (!isAgain && !(await isDue(em, id)))
            throw new Stale(text`Action ${id} was made permanent. Nothing was changed.`);
        },
      });
    } catch (error) {
      // The transaction that unlocks enqueues the reversal again. But only this job has `released`, so such a job is
      // retried.
      if (error instanceof Locked && !isAgain) return;
      if (isPassing(error)) throw error;
      // Nothing of the action was left to restore.
      if (isAgain && error instanceof StewardError) return;
      await writeDown(dependencies, id, error);
    }
  };
}

/** Records once why an action was not undone. A superseded action keeps its time; any other is not tried again. */
function writeDown({ database, jobs }: ActionDependencies, id: number, error: unknown): Promise<void> {
  return database.em.fork().transactional(async (em) => {
    const action = await loadForUpdate(em, id);
    if (action.state !== 'done' || action.reversesAt == null) return;
    const superseded = await supersededOf(em, id);
    const isFinal = !isSuperseded(superseded);
    if (!isFinal && (await wasSuperseded(em, id))) return;
    const because =
      error instanceof StewardError
        ? error.message
        : 'Something went wrong in Steward. Nothing was changed. Undo the action yourself.';
    await renew(em, jobs, action, { set: isFinal ? [sql`reverses_at = null`] : [] });
    await appendToAudit(em, jobs, {
      event: isFinal ? 'action.kept' : 'action.superseded',
      caller: steward,
      actionId: id,
      interactionId: null,
      command: action.operation,
      args: {},
      reason: null,
      detail: isFinal ? { because } : { by: [...superseded.by] },
    });
  });
}

async function wasSuperseded(em: Em, id: number): Promise<boolean> {
  const { rows } = await sql`
    select from steward.audit_log where action_id = ${id} and event = 'action.superseded' limit 1`.execute(
    em.getKysely(),
  );
  return rows.length > 0;
}

/** Whether the time of the action is over, by the clock of the database, and nobody has kept the action. */
async function isDue(em: Em, id: number): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select coalesce(reverses_at <= now(), false) as due from steward.actions where id = ${id}`.execute(
    em.getKysely(),
  );
  return rows[0]?.due === true;
}

/**
 * Whether the error is temporary, so that the job is retried. Any other error needs a person: a retry would fail in the
 * same way every time.
 */
const isPassing = (error: unknown): boolean =>
  error instanceof Unavailable ||
  error instanceof AccountBusy ||
  error instanceof Locked ||
  // This passes once Steward is updated; a missing right, once it is granted after an upgrade of Akkoma.
  error instanceof Unfit ||
  [isUnreachable, isReadOnly, isContention, isTimeout, isLockNotAvailable, isOutdated, isForbidden].some(
    (kind) => kind(error),
  );

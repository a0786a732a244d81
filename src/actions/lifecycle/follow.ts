import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { setTime } from '../../../entities/akkoma/index.ts';
import type { Action } from '../../../entities/steward/index.ts';
import { requireUnchanged } from '../../akkoma/schema/features.ts';
import { requireFit } from '../../akkoma/schema/fit.ts';
import { flushRecorded } from '../../database/change-records/entity-changes.ts';
import { openJournal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { isLockNotAvailable } from '../../database/connection/failures.ts';
import {
  useShortLockTimeout,
  useUsualLockTimeout,
  withShortLockTimeout,
} from '../../database/locks/lock-timeout.ts';
import { dropPending, type FollowResult, noteBatch, readLock, writesOf } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import { Locked, lockAgainst } from '../access/require-unlocked.ts';
import { steward } from '../audit/append.ts';
import { logModeration } from '../audit/moderation-log.ts';
import type { ActionDependencies } from '../request.ts';
import { advance, redraw, updateShown } from '../store/change-state.ts';
import { timeFromNow } from '../store/database-clock.ts';
import { loadForUpdate, readAction } from '../store/load-action.ts';
import { redrawUndone } from '../store/other-actions.ts';
import { retryOnAkkoma } from '../store/retry-transaction.ts';
import { startRefresh } from './refresh.ts';
import { notifySuperseded } from './superseded.ts';

/** The pause between two checks, in milliseconds. Discord accepts an edit of a card every few seconds. */
const pauseMilliseconds = 3_000;

/** How long a check waits for a row that another transaction has locked, in milliseconds, before it gives way. */
const lockTimeout = 2_000;

/**
 * How long one job does batches in a row, in milliseconds. It then enqueues a new job, so that other actions get the
 * worker.
 */
const usualBatchTime = 3_000;

/** The pause after a slow check, as a multiple of its duration. A check is slow for an account with very many posts. */
const pauseFactor = 20;

type FollowDependencies = Pick<
  ActionDependencies,
  'database' | 'instance' | 'flakeIds' | 'jobs' | 'definitionOf' | 'operations' | 'log'
>;

/**
 * Returns the handler of the job `follow`. It does the next batches of an action, or checks how far Akkoma's server is
 * with the work that was left to it, and enqueues itself again until nothing is left to follow. The changes, the
 * progress and the next job are committed together. `action.lock` stops it between two batches, and `action.unlock`
 * enqueues it again.
 *
 * @param batchTime how long one job does batches in a row, in milliseconds.
 */
export function createFollow(
  dependencies: FollowDependencies,
  batchTime = usualBatchTime,
): (payload: { readonly action: number }) => Promise<void> {
  const { database, log } = dependencies;

  /** @param until when the job must stop doing batches, by `performance.now()`. */
  const followOnce = (id: number, until: number): Promise<boolean> => {
    const began = performance.now();
    return retryOnAkkoma(
      dependencies,
      (current) =>
        database.em.fork().transactional(async (em) => {
          // This transaction holds up the card of the action and `action.lock`, so it waits for other transactions only
          // briefly.
          await sql`set local lock_timeout = ${sql.lit(lockTimeout)}`.execute(em.getKysely());
          return doOnce({ ...dependencies, ...current }, em, id, { began, until });
        }),
      lockTimeout,
    );
  };

  return async ({ action: id }) => {
    const until = performance.now() + batchTime;
    try {
      while (await followOnce(id, until)) log.debug({ actionId: id }, 'a batch of an action is done');
    } catch (error) {
      if (!isLockNotAvailable(error)) throw error;
      await giveWay(dependencies, id);
    }
  };
}

/**
 * Does one batch or check, in the transaction of `em`. Both times are of `performance.now()`: when this call began, and
 * when the job must stop doing batches.
 *
 * @returns whether to do the next batch immediately.
 */
async function doOnce(
  dependencies: FollowDependencies,
  em: Em,
  id: number,
  { began, until }: { readonly began: number; readonly until: number },
): Promise<boolean> {
  const { jobs, log } = dependencies;
  const action = await loadForUpdate(em, id);
  if (action.state !== 'following') return false;
  // The transaction that unlocks enqueues the job again.
  if ((await lockAgainst(em, undefined)) !== null) return false;
  const time = await timeFromNow(em, 0);
  const canBeUndone = dependencies.operations.get(action.operation)?.undo === 'recorded';
  // An action whose time is over is reversed anyway, whether the undo is approved or not.
  if (canBeUndone && !isOver(action, time) && (await isUndoPending(em, action))) {
    await jobs.send(em, 'follow', { action: id }, await timeFromNow(em, pauseMilliseconds));
    return false;
  }
  const followed = await withShortLockTimeout(() => runFollow(dependencies, em, action, time));
  const { state } = followed;
  if (state !== 'in_progress' && state !== 'waiting') {
    await finishFollow(dependencies, em, action, followed);
    log.info({ actionId: id, state }, 'action finished');
    return false;
  }
  const isNews = await note(em, action, followed);
  if (state === 'in_progress' && performance.now() < until) return true;
  const later =
    state === 'in_progress'
      ? undefined
      : await timeFromNow(em, Math.max(pauseMilliseconds, pauseFactor * (performance.now() - began)));
  await jobs.send(em, 'follow', { action: id }, later);
  if (isNews) await redraw(em, jobs, action);
  return false;
}

/** Another transaction has locked the rows of the next batch: lets it go first and enqueues the job again. */
const giveWay = ({ database, jobs }: FollowDependencies, id: number): Promise<void> =>
  database.em.fork().transactional(async (em) => {
    await jobs.send(em, 'follow', { action: id });
    await redraw(em, jobs, await readAction(em, id));
  });

/** Whether an undo of the action is pending: until it is decided, no further batch is done. */
async function isUndoPending(em: Em, { id, requesterId, proposedAt }: Action): Promise<boolean> {
  const { rows } = await sql`
    select from steward.actions undo
    where undo.state in ('proposed', 'approved', 'running') and (
      undo.operation = 'action.undo' and (undo.args ->> 'action')::bigint = ${id}
      or undo.operation = 'action.undo_all' and undo.args ->> 'by' = ${requesterId}
        and (undo.args ->> 'since')::timestamptz <= ${proposedAt.toISOString()}::timestamptz)
    limit 1`.execute(em.getKysely());
  return rows.length > 0;
}

/**
 * Runs `follow` of the operation, or drops the rest of an action in batches whose time is over.
 *
 * @throws Error where this version of Steward does not know the operation: a process of another version may.
 */
async function runFollow(
  { instance, flakeIds, definitionOf, operations, jobs }: FollowDependencies,
  em: Em,
  action: Action,
  time: Date,
): Promise<FollowResult> {
  const definition = definitionOf(action.operation);
  if (definition?.operation.follow === undefined)
    throw new Error(`This version of Steward cannot follow ${action.operation}`);
  const writes = writesOf(definition.operation, operations);
  const now = wholeSeconds(time);
  setTime(em, now);
  if (definition.operation.isUnfinished !== undefined && isOver(action, time)) {
    // The remaining batches would only be done to be undone.
    await dropPending(em, [action.id]);
    return { state: 'finished', progress: null };
  }
  // If Akkoma was upgraded beyond what Steward knows, this throws, and the job is retried.
  requireFit(instance, writes);
  const { columns } = instance.features;
  await useShortLockTimeout(em);
  const since = await lastChange(em, action.id);
  const journal = openJournal(em, action.id, columns, since);
  const followed = await definition.operation.follow(
    {
      em,
      actionId: action.id,
      instance,
      flakeIds,
      now,
      journal,
      progress: jsonOf(action.progress),
    },
    definition.parse(action.args),
    jsonOf(action.outcome),
  );
  await flushRecorded(em, action.id, columns);
  if (definition.operation.isUnfinished !== undefined) await noteBatch(em, action.id, since);
  await logModeration({ journal, instance, now }, action.id, { since });
  if ('users' in writes) await startRefresh({ instance, jobs }, em, action.id, since);
  await requireUnchanged(em, instance.features);
  await useUsualLockTimeout(em);
  return followed;
}

const isOver = ({ reversesAt }: Action, time: Date): boolean =>
  reversesAt != null && reversesAt.getTime() <= time.getTime();

/** Returns the id of the last change of an action; 0 where it has made none. */
async function lastChange(em: Em, action: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(id), 0)::float8 as last from steward.changes where action_id = ${action}`.execute(
    em.getKysely(),
  );
  return rows[0]?.last ?? 0;
}

/** Rounds down to whole seconds, the precision of Akkoma's timestamps (behaviour.md 1.4). */
const wholeSeconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1_000) * 1_000);

/**
 * Stores the progress, and the outcome if it is given.
 *
 * @returns whether they had changed.
 */
async function note(em: Em, action: Action, { progress, outcome }: FollowResult): Promise<boolean> {
  if (outcome === undefined && isDeepStrictEqual(jsonOf(action.progress), progress)) return false;
  return updateShown(em, action.id, {
    set: [
      sql`progress = ${asJson(progress)}::jsonb`,
      sql`outcome = ${asJson(outcome ?? jsonOf(action.outcome))}::jsonb`,
    ],
  });
}

async function finishFollow(
  { jobs }: Pick<ActionDependencies, 'jobs'>,
  em: Em,
  action: Action,
  { state, progress, outcome = jsonOf(action.outcome) }: FollowResult,
): Promise<void> {
  // The time of the action may have ended while the batches were still being done.
  if (action.reversesAt != null) await jobs.send(em, 'reverse', { action: action.id }, action.reversesAt);
  await notifySuperseded(em, jobs, action.id);
  await redrawUndone(em, jobs, action.id);
  await advance(em, jobs, action, {
    from: ['following'],
    to: 'done',
    set: [sql`progress = ${asJson(progress)}::jsonb`, sql`outcome = ${asJson(outcome)}::jsonb`],
    entry: {
      event: 'action.done',
      caller: steward,
      interactionId: null,
      detail: { outcome, followed: state, progress },
    },
  });
}

/** The state of a followed action, and how it ended. */
export interface Ending {
  readonly operation: string;
  readonly state: Action['state'];
  readonly outcome: Json;
  /** The progress at the last check; null before the first one. */
  readonly progress: Json;
  /** Null while it is followed. */
  readonly ending: Exclude<FollowResult['state'], 'in_progress' | 'waiting'> | null;
  /** The lock that keeps it from being followed; null where there is none. */
  readonly locked: Locked | null;
}

/**
 * Reads the state of a followed action.
 *
 * @throws NotFound
 */
export async function readEnding(em: Em, id: number): Promise<Ending> {
  const { operation, state, outcome, progress } = await readAction(em, id);
  const { rows } = await sql<{ ending: Ending['ending'] }>`
    -- Entries of earlier versions have a space.
    select replace(detail ->> 'followed', ' ', '_') as ending from steward.audit_log
    where action_id = ${id} and event = 'action.done' order by id desc limit 1`.execute(em.getKysely());
  const lock = await readLock(em);
  return {
    operation,
    state,
    locked: lock === null ? null : new Locked(lock),
    outcome: jsonOf(outcome),
    progress: jsonOf(progress),
    ending: rows[0]?.ending ?? null,
  };
}

/** Converts a value to a parameter of the query; `null` becomes SQL's null instead of JSON's. */
const asJson = (value: Json): string | null => (value === null ? null : JSON.stringify(value));

/** The columns are `jsonb`, so this cast from the type of the entity is safe. */
const jsonOf = (stored: unknown): Json => (stored ?? null) as Json;

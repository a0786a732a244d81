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
import { lockAction, readAction } from '../store/load-action.ts';
import { retryOnAkkoma } from '../store/retry-transaction.ts';
import { startRefresh } from './refresh.ts';
import { notifySuperseded } from './superseded.ts';

/** Between two looks, in milliseconds: Discord takes an edit of a card every few seconds. */
const pause = 3_000;

/** How long a look waits for those who have one of its rows before it gives way, in milliseconds. */
const patience = 2_000;

/** For how long batches follow each other before others have their turn, in milliseconds. */
const usualTurn = 3_000;

/** A look that takes long, as at an account that said very much, is followed by a pause of so many times as long. */
const share = 20;

/**
 * The handler that does what an action has left to do, a batch each time, or looks how far Akkoma's server is with what was
 * left to it; again and again until there is no more to follow. What was done, the progress and the next look are committed
 * together. Whoever locks stops it between two batches, and whoever unlocks has it go on.
 *
 * @param turn for how long batches follow each other before others have their turn, in milliseconds.
 */
export function createFollow(
  dependencies: Pick<
    ActionDependencies,
    'database' | 'instance' | 'flakeIds' | 'jobs' | 'definitionOf' | 'operations' | 'log'
  >,
  turn = usualTurn,
): (payload: { readonly action: number }) => Promise<void> {
  const { database, jobs, log } = dependencies;

  /**
   * One look.
   *
   * @param until when others have their turn, by this process's clock; another batch may follow at once before that.
   * @returns whether one is to follow at once.
   */
  const followOnce = (id: number, until: number): Promise<boolean> => {
    const began = performance.now();
    return retryOnAkkoma(
      dependencies,
      (current) =>
        database.em.fork().transactional(async (em) => {
          // Meanwhile the card cannot be drawn, nor Steward be locked.
          await sql`set local lock_timeout = ${sql.lit(patience)}`.execute(em.getKysely());
          const action = await lockAction(em, id);
          if (action.state !== 'following') return false;
          // Whoever unlocks has it looked at.
          if ((await lockAgainst(em, undefined)) !== null) return false;
          const time = await timeFromNow(em, 0);
          const canBeUndone = dependencies.definitionOf(action.operation)?.operation.undo === 'recorded';
          // What is over by now is undone anyway, whether that is agreed to or not.
          if (canBeUndone && !isOver(action, time) && (await isToBeUndone(em, action))) {
            await jobs.send(em, 'follow', { action: id }, await timeFromNow(em, pause));
            return false;
          }
          const followed = await withShortLockTimeout(() => look(current, em, action, time));
          const { state } = followed;
          if (state !== 'at work' && state !== 'going on') {
            await end(dependencies, em, action, followed);
            log.info({ actionId: id, state }, 'action followed to its end');
            return false;
          }
          const isNews = await note(em, action, followed);
          if (state === 'at work' && performance.now() < until) return true;
          const later = state === 'at work' ? 0 : Math.max(pause, share * (performance.now() - began));
          await jobs.send(
            em,
            'follow',
            { action: id },
            later === 0 ? undefined : await timeFromNow(em, later),
          );
          if (isNews) await redraw(em, jobs, action);
          return false;
        }),
      patience,
    );
  };

  /** Others have what is next of it: they go first. */
  const giveWay = (id: number): Promise<void> =>
    database.em.fork().transactional(async (em) => {
      await jobs.send(em, 'follow', { action: id });
      await redraw(em, jobs, await readAction(em, id));
    });

  return async ({ action: id }) => {
    const until = performance.now() + turn;
    try {
      while (await followOnce(id, until)) log.debug({ actionId: id }, 'a batch of an action is done');
    } catch (error) {
      if (!isLockNotAvailable(error)) throw error;
      await giveWay(id);
    }
  };
}

/** Whether somebody has asked to undo it: until that is answered, nothing more of it is done. */
async function isToBeUndone(em: Em, { id, requesterId, proposedAt }: Action): Promise<boolean> {
  const { rows } = await sql`
    select from steward.actions undo
    where undo.state in ('proposed', 'approved', 'running') and (
      undo.operation = 'action.undo' and (undo.args ->> 'action')::bigint = ${id}
      or undo.operation = 'action.undo_all' and undo.args ->> 'by' = ${requesterId}
        and (undo.args ->> 'since')::timestamptz <= ${proposedAt.toISOString()}::timestamptz)
    limit 1`.execute(em.getKysely());
  return rows.length > 0;
}

/** @throws Error where this version of Steward does not know the operation: another may. */
async function look(
  {
    instance,
    flakeIds,
    definitionOf,
    operations,
    jobs,
  }: Pick<ActionDependencies, 'instance' | 'flakeIds' | 'definitionOf' | 'operations' | 'jobs'>,
  em: Em,
  action: Action,
  time: Date,
): Promise<FollowResult> {
  const definition = definitionOf(action.operation);
  if (definition?.operation.follow === undefined) throw new Error(`Nothing here follows ${action.operation}`);
  const writes = writesOf(definition.operation, operations);
  const now = wholeSeconds(time);
  setTime(em, now);
  if (definition.operation.isUnfinished !== undefined && isOver(action, time)) {
    // What is left would only be done to be undone.
    await dropPending(em, [action.id]);
    return { state: 'finished', progress: null };
  }
  // Where Akkoma has become newer than Steward knows meanwhile, it is looked at again later.
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
  await logModeration({ journal, instance, now }, action.id, since);
  if ('users' in writes) await startRefresh({ instance, jobs }, em, action.id, since);
  await requireUnchanged(em, instance.features);
  await useUsualLockTimeout(em);
  return followed;
}

const isOver = ({ reversesAt }: Action, time: Date): boolean =>
  reversesAt != null && reversesAt.getTime() <= time.getTime();

/** The number of the last change of an action; 0 where it has made none. */
async function lastChange(em: Em, action: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(id), 0)::float8 as last from steward.changes where action_id = ${action}`.execute(
    em.getKysely(),
  );
  return rows[0]?.last ?? 0;
}

/** As times are written into Akkoma's tables (behaviour.md 1.4). */
const wholeSeconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1_000) * 1_000);

/** Keeps how far it is. @returns whether that is news. */
async function note(em: Em, action: Action, { progress, outcome }: FollowResult): Promise<boolean> {
  if (outcome === undefined && isDeepStrictEqual(jsonOf(action.progress), progress)) return false;
  return updateShown(em, action.id, {
    set: [
      sql`progress = ${asJson(progress)}::jsonb`,
      sql`outcome = ${asJson(outcome ?? jsonOf(action.outcome))}::jsonb`,
    ],
  });
}

async function end(
  { jobs }: Pick<ActionDependencies, 'jobs'>,
  em: Em,
  action: Action,
  { state, progress, outcome = jsonOf(action.outcome) }: FollowResult,
): Promise<void> {
  // Its time may have been over while it was still at work.
  if (action.reversesAt != null) await jobs.send(em, 'reverse', { action: action.id }, action.reversesAt);
  await notifySuperseded(em, jobs, action.id);
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

/** How an action that was followed stands, and how it ended. */
export interface Ending {
  readonly operation: string;
  readonly state: Action['state'];
  readonly outcome: Json;
  /** What was last seen of it; null where nobody has looked yet. */
  readonly progress: Json;
  /** Null while it is followed. */
  readonly ending: Exclude<FollowResult['state'], 'at work' | 'going on'> | null;
  /** What keeps it from being followed; null where nothing does. */
  readonly locked: Locked | null;
}

/** @throws NotFound */
export async function readEnding(em: Em, id: number): Promise<Ending> {
  const { operation, state, outcome, progress } = await readAction(em, id);
  const { rows } = await sql<{ ending: Ending['ending'] }>`
    select detail ->> 'followed' as ending from steward.audit_log
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

/** As a parameter; what is not there is SQL's null. */
const asJson = (value: Json): string | null => (value === null ? null : JSON.stringify(value));

/** jsonb holds JSON, whatever its type here says. */
const jsonOf = (stored: unknown): Json => (stored ?? null) as Json;

import { z } from 'zod';
import { countRemains, type Remains, totalOf } from '../../akkoma/accounts/remains.ts';
import { enqueueRemoval, findRemovalJob } from '../../akkoma/accounts/removal-job.ts';
import type { FollowContext, FollowResult } from '../operation.ts';

/** How far the server is with removing an account. */
export const removalProgress = z.object({
  phase: z.literal('removal'),
  /** Whether the account was closed by `follow`, rather than by `apply`. */
  closed_later: z.boolean(),
  /**
   * `looking`: everything is deleted, and Steward checks whether a post has come back. `untaken`: no server took the
   * job. `stuck`: servers ran it repeatedly without progress.
   */
  state: z.enum(['waiting', 'taken', 'looking', 'finished', 'untaken', 'stuck']),
  activities_left: z.int(),
  follows_left: z.int(),
  /** Everything that is left, including what the server deletes at the end. */
  left: z.int(),
  activities_at_start: z.int(),
  follows_at_start: z.int(),
  /** How often the job was enqueued again. */
  enqueued: z.int(),
  /** How many of the most recent runs, in a row, removed nothing. */
  fruitless: z.int(),
  /** What was left when the last run had ended, or at the start. */
  left_before: z.int(),
  /** Since when the job waits for a server. */
  waiting_since: z.iso.datetime().nullable(),
  /** The number of posts that Akkoma's server has written back, and that were deleted again. */
  came_back: z.int().default(0),
  /** Since when no post has come back. */
  quiet_since: z.iso.datetime().nullable().default(null),
});

export type RemovalProgress = z.infer<typeof removalProgress>;

/**
 * How long a job may wait for a server, or run without an end, in milliseconds. The server takes a job within a second
 * and kills it after five.
 */
const jobTimeout = 10 * 60_000;

/** After this number of runs that removed nothing, another one would not remove anything either. */
const mostFruitless = 3;

/**
 * A run removes about 400 posts before it is killed, so this is enough for the largest accounts, and ends in any case.
 */
const mostEnqueued = 1_000;

/**
 * Checks what the server has left of an account that was removed, and enqueues its job again where the server has
 * killed it before it was finished (behaviour.md 12.1).
 *
 * @param id the account's FlakeId.
 * @param closedLater whether `follow` closed the account, just now; ignored after the first call.
 */
export async function followRemoval(
  context: FollowContext,
  id: string,
  closedLater = false,
): Promise<FollowResult> {
  const { em, now, progress: before } = context;
  // Reads the job before it counts: when the job has ended, nothing changes during the count.
  const job = await findRemovalJob(em, id);
  const at = countedOn(
    closedLater,
    before === null ? null : removalProgress.parse(before),
    await countRemains(em, id),
  );

  const isLate = job !== null && now.getTime() - job.since.getTime() >= jobTimeout;
  if (job?.state === 'waiting') {
    const waiting = { ...at, waiting_since: job.since.toISOString() };
    return isLate
      ? { state: 'given_up', progress: { ...waiting, state: 'untaken' } }
      : { state: 'waiting', progress: { ...waiting, state: 'waiting' } };
  }
  // A job that a server took that long ago has died with that server.
  if (job?.state === 'taken' && !isLate) return { state: 'waiting', progress: { ...at, state: 'taken' } };

  if (at.left === 0) return { state: 'finished', progress: { ...at, state: 'finished' } };
  const fruitless = at.left < at.left_before ? 0 : at.fruitless + 1;
  const ended = { ...at, fruitless, left_before: at.left };
  if (fruitless >= mostFruitless || at.enqueued >= mostEnqueued) {
    return { state: 'given_up', progress: { ...ended, state: 'stuck' } };
  }
  await enqueueRemoval(context, id);
  const again = { enqueued: at.enqueued + 1, waiting_since: now.toISOString() };
  return { state: 'waiting', progress: { ...ended, ...again, state: 'waiting' } };
}

/** Combines the previous progress with what is left now. */
function countedOn(
  closedLater: boolean,
  before: RemovalProgress | null,
  remains: Remains,
): Omit<RemovalProgress, 'state'> {
  const left = totalOf(remains);
  return {
    phase: 'removal',
    closed_later: before?.closed_later ?? closedLater,
    activities_left: remains.activities,
    follows_left: remains.follows,
    left,
    activities_at_start: before?.activities_at_start ?? remains.activities,
    follows_at_start: before?.follows_at_start ?? remains.follows,
    enqueued: before?.enqueued ?? 0,
    fruitless: before?.fruitless ?? 0,
    left_before: before?.left_before ?? left,
    waiting_since: null,
    came_back: before?.came_back ?? 0,
    quiet_since: before?.quiet_since ?? null,
  };
}

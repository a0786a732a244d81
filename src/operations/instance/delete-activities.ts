import { z } from 'zod';
import { User } from '../../../entities/akkoma/index.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { type Amount, countRetraction } from '../../akkoma/retraction/index.ts';
import { NothingToDo } from '../../text/errors.ts';
import { plural } from '../../text/plural.ts';
import { type Text, text } from '../../text/text.ts';
import {
  countLeft,
  deleteReturned,
  newestOf,
  quietSince,
  retractNext,
  sumOf,
  totalOf,
} from '../batches/retraction-batches.ts';
import { notifying } from '../notify/notifying.ts';
import { defineOperation, type FollowContext, type FollowResult } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { writes } from '../writes.ts';

/** Deletes an account's posts, likes, boosts and reactions; the account stays (behaviour.md 11). */
export const deleteActivities = notifying(
  defineOperation({
    name: 'user.delete_activities',
    isOnQueueCards: true,
    tier: 'destructive',
    writes: writes.retracting,
    reads: ['counter_cache', 'user_follows_hashtag'],
    undo: {
      impossible: text`Deleted posts, likes, boosts and reactions cannot be restored, here or on other servers. The account itself stays.`,
    },

    preflight: async ({ em, instance }, { nickname }: { nickname: string; notify?: string | undefined }) => {
      const user = await findLocalUser(em, instance, nickname);
      return { target: user.nickname ?? user.apId, ...staffPrecaution(user) };
    },

    async plan({ em, instance }, { nickname }: { nickname: string; notify?: string | undefined }) {
      const user = await findLocalUser(em, instance, nickname);
      const target = user.nickname ?? user.apId;
      const amount = await countRetraction(em, user.apId);
      if (isNothing(amount)) {
        throw new NothingToDo(text`${target} has no posts, likes, boosts or reactions to delete.`);
      }
      const precaution = staffPrecaution(user);
      return {
        target,
        ...precaution,
        counts: countsOf(amount),
        samples: [],
        warnings: [
          ...warningsOf(amount),
          text`Other servers delete their copies only if they accept the deletion.`,
        ],
        facts: { apId: user.apId },
        unbound: { isActive: user.isActive },
      };
    },

    async apply(context, _args, { target, facts, unbound }) {
      const apId = facts.apId;
      const until = await newestOf(context.em, apId);
      const amount = await retractNext(context, { apId, isActive: unbound?.isActive === true });
      return { nickname: target, ap_id: apId, until, ...countsOf(amount) };
    },

    async follow(context, _args, outcome) {
      const { ap_id: apId, until } = outcome;
      const before = context.progress === null ? null : readDeletionProgress(context.progress);
      const user = await context.em.findOne(User, { apId, local: true });
      // A post that Akkoma had begun to write before the action may have become visible only now.
      const isMore = user !== null && !isNothing(await countLeft(context, apId, { until, limit: 1 }));
      if (!isMore) return lookAgain(context, apId, before);
      const deleted = { ...outcome, orphans: 0 };
      const of = before?.of ?? totalOf(deleted) + totalOf(await countLeft(context, apId, { until }));
      const all = sumOf(deleted, await retractNext(context, user, { until }));
      return {
        state: 'in_progress',
        progress: {
          phase: 'deleting',
          of,
          left: Math.max(0, of - totalOf(all)),
          came_back: before?.came_back ?? 0,
          quiet_since: null,
        },
        outcome: { ...outcome, ...countsOf(all) },
      };
    },
    isUnfinished: async () => true,
  }),
);

/** The progress of the deletion. */
const deletionProgress = z.object({
  /** `looking`: everything is deleted, and Steward checks whether a post has come back. */
  phase: z.enum(['deleting', 'looking', 'finished']),
  of: z.int(),
  left: z.int(),
  /** The number of posts that Akkoma's server has written back, and that were deleted again. */
  came_back: z.int(),
  /** Since when no post has come back. */
  quiet_since: z.iso.datetime().nullable(),
});

type DeletionProgress = z.infer<typeof deletionProgress>;

/**
 * Parses the stored progress.
 *
 * @throws ZodError for anything else.
 */
export const readDeletionProgress = (kept: unknown): DeletionProgress => deletionProgress.parse(kept);

async function lookAgain(
  context: FollowContext,
  apId: string,
  before: DeletionProgress | null,
): Promise<FollowResult> {
  const returned = await deleteReturned(context, apId);
  const quiet = await quietSince(context.em, before?.quiet_since ?? null, returned);
  const progress: DeletionProgress = {
    phase: quiet.isOver ? 'finished' : 'looking',
    of: before?.of ?? 0,
    left: 0,
    came_back: (before?.came_back ?? 0) + returned,
    quiet_since: quiet.since,
  };
  if (!quiet.isOver) return { state: 'waiting', progress };
  return { state: 'finished', progress: progress.came_back === 0 ? null : progress };
}

/**
 * Whether there is nothing to delete.
 *
 * @param orphans whether activities count that get an Undo but stay, such as a boost of a post that is not here.
 */
export const isNothing = (amount: Amount, { orphans = true } = {}): boolean =>
  amount.posts + amount.likes + amount.boosts + amount.reactions + (orphans ? amount.orphans : 0) === 0;

/** The part of an amount that people know as posts, likes, boosts and reactions. */
export const countsOf = ({ posts, likes, boosts, reactions }: Amount) => ({
  posts,
  likes,
  boosts,
  reactions,
});

export const warningsOf = ({ orphans }: Amount): Text[] =>
  orphans === 0
    ? []
    : [
        text`${orphans} ${[plural(orphans, 'boost', 'boosts')]} cannot be deleted, because this instance no longer has the boosted ${[plural(orphans, 'post', 'posts')]}.`,
      ];

import { sql } from 'kysely';
import { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { type Amount, countRetraction } from '../../akkoma/retraction/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { mergeWrites } from '../../database/rights/writes.ts';
import { Stale } from '../../text/errors.ts';
import { option, type Text, text } from '../../text/text.ts';
import { dropPending, listPending } from '../batches/pending-accounts.ts';
import {
  countLeft,
  deleteReturned,
  quietSince,
  retractNext,
  sumOf,
  totalOf,
} from '../batches/retraction-batches.ts';
import { defineOperation, type FollowContext, type FollowResult, type ReadContext } from '../operation.ts';
import { refuseToLoseLastAdmin, staffPrecaution } from '../staff.ts';
import { writes } from '../writes.ts';
import { closeAccount } from './close-account.ts';
import { countsOf, isNothing, warningsOf } from './delete-activities.ts';
import { followRemoval } from './follow-removal.ts';
import { followSending, isOurs, readRmProgress } from './follow-sending.ts';

interface RmArgs {
  readonly nickname: string;
  readonly posts_first: boolean;
  readonly federate_first?: boolean;
}

/**
 * Removes an account permanently (behaviour.md 12). By decision it works for a deactivated account too, and deletes its
 * posts and interactions itself: the server's own job for that is killed after five seconds, again and again.
 *
 * Akkoma sends nothing in the name of a removed account. Where other servers should delete the posts too, the posts are
 * deleted first, and `follow` closes the account. That needs a running worker, which the console may not have beside
 * it, and leaves the account open for a while; therefore it is an option.
 */
export const rm = defineOperation({
  name: 'user.rm',
  isOnQueueCards: true,
  tier: 'destructive',
  writes: mergeWrites(writes.retracting, writes.unfollowing, writes.closing),
  reads: ['counter_cache', 'user_follows_hashtag'],
  undo: {
    impossible: text`The password and the connections to other servers cannot be restored. The owner needs a new account.`,
  },

  preflight: async (context, args: RmArgs) => outlineOf(await findRemovable(context, args)),

  async plan(context, args: RmArgs) {
    const { em, instance } = context;
    const user = await findRemovable(context, args);
    const amount = await countRetraction(em, user.apId);
    const manner = mannerOf(args, user, amount, instance.settings.federating);
    return {
      ...outlineOf(user),
      counts: { ...countsOf(amount), ...(await countFollows(em, user)) },
      samples: [],
      warnings: [
        ...(manner.postsFirst ? warningsOf(amount) : []),
        ...consequences(user, manner, instance.settings.federating),
      ],
      facts: { id: user.id },
      unbound: { waits: manner.waits },
    };
  },

  async apply(
    context,
    { posts_first: postsFirst, federate_first: federateFirst = false },
    { target, facts, unbound },
  ): Promise<Removed> {
    const id = facts.id;
    const user = await context.em.findOneOrFail(User, { id });
    const taken = postsFirst || federateFirst ? await retractNext(context, user) : null;
    const isMore = taken !== null && !isNothing(await countLeft(context, user.apId, { limit: 1 }));
    // Lists the account, so that no other action can open it until it is closed.
    if (isMore)
      await listPending(
        context,
        sql`select ${uuidFromFlakeId(id)}::uuid as id, false as restates, 0 as weight`,
      );
    const removed = !isMore && unbound?.waits !== true;
    if (removed && !(await closeAccount(context, id))) {
      throw new Stale(text`${target} was just deleted by someone else. Nothing was changed.`);
    }
    return {
      nickname: target,
      id,
      removed,
      ...(isMore ? { deleting: true } : {}),
      deleted: taken === null ? null : countsOf(taken),
    };
  },

  isLeftToAkkoma({ outcome, progress }) {
    if (progress == null) return Object(outcome).deleting !== true;
    return !isOurs(progress);
  },

  async follow(context, { federate_first: waits = false }, outcome) {
    const { id, removed, deleting } = outcome;
    if (deleting === true) return (await goOnDeleting(context, outcome)) ?? close(context, outcome, waits);
    const followed = removed ? await followRemoval(context, id) : await followSending(context, id, true);
    return withReturned(context, followed, outcome);
  },
});

/**
 * Finds the account to remove.
 *
 * @throws Refused for the only active admin; what `findLocalUser` throws.
 */
async function findRemovable({ em, instance }: ReadContext, { nickname }: RmArgs): Promise<User> {
  const user = await findLocalUser(em, instance, nickname);
  await refuseToLoseLastAdmin(em, user);
  return user;
}

const outlineOf = (user: User) => ({ target: user.nickname ?? user.apId, ...staffPrecaution(user) });

/** Deletes what came back, and counts it. The action is followed until nothing has come back for a while. */
async function withReturned(
  context: FollowContext,
  followed: FollowResult,
  { id, deleted }: Removed,
): Promise<FollowResult> {
  const progress = followed.progress === null ? null : readRmProgress(followed.progress);
  const user = deleted === null ? null : await context.em.findOne(User, { id });
  if (user === null || progress?.phase !== 'removal') return followed;
  const returned = await deleteReturned(context, user.apId);
  const quiet = await quietSince(context.em, progress.quiet_since, returned);
  const isLooking = followed.state === 'finished' && !quiet.isOver;
  return {
    ...followed,
    state: isLooking ? 'waiting' : followed.state,
    progress: {
      ...progress,
      state: isLooking ? 'looking' : progress.state,
      came_back: progress.came_back + returned,
      quiet_since: quiet.since,
    },
  };
}

type Removed = {
  nickname: string;
  id: string;
  /** Whether the account is closed. */
  removed: boolean;
  /** Whether the account stays until all of its posts are deleted. */
  deleting?: boolean;
  /** What was deleted of it; null where that was not requested. */
  deleted: ReturnType<typeof countsOf> | null;
};

/** Deletes the next of its posts; null where none are left. */
async function goOnDeleting(context: FollowContext, outcome: Removed): Promise<FollowResult | null> {
  const user = await context.em.findOne(User, { id: outcome.id });
  if (user === null) return null;
  const now = await retractNext(context, user);
  if (totalOf(now) === 0) return null;
  const all = sumOf({ posts: 0, likes: 0, boosts: 0, reactions: 0, ...outcome.deleted, orphans: 0 }, now);
  const before = context.progress === null ? null : readRmProgress(context.progress);
  const of =
    before?.phase === 'posts' ? before.of : totalOf(all) + totalOf(await countLeft(context, user.apId));
  return {
    state: 'in_progress',
    progress: { phase: 'posts', of, left: Math.max(0, of - totalOf(all)) },
    outcome: { ...outcome, deleted: countsOf(all) },
  };
}

/** Closes the account, immediately or when other servers have been notified of the deleted posts. */
async function close(context: FollowContext, outcome: Removed, waits: boolean): Promise<FollowResult> {
  await dropPending(context.em, [context.actionId]);
  const next = await followSending({ ...context, progress: null }, outcome.id, waits);
  const { deleting: _, ...deleted } = outcome;
  const isClosed = next.progress !== null && readRmProgress(next.progress).phase === 'removal';
  return { ...next, outcome: { ...deleted, removed: isClosed && !waits } };
}

interface Manner {
  readonly postsFirst: boolean;
  /** Whether the account stays until other servers have been notified of the deleted posts. */
  readonly waits: boolean;
}

const mannerOf = (
  { posts_first: postsFirst, federate_first: federateFirst = false }: RmArgs,
  user: User,
  amount: Amount,
  federating: boolean,
): Manner => ({
  postsFirst: postsFirst || federateFirst,
  waits: federateFirst && federating && user.isActive && !isNothing(amount, { orphans: false }),
});

/** What the counts do not show, and the requester should know before. */
const consequences = (user: User, { postsFirst, waits }: Manner, federating: boolean): Text[] => [
  ...(waits
    ? [
        text`Its posts are deleted immediately. The account stays open until other servers have been notified, for at most half an hour. Then it is deleted too, if the bot is running.`,
      ]
    : []),
  user.isConfirmed && user.isApproved
    ? text`The nickname stays taken.`
    : text`The account is not confirmed or not approved. Akkoma therefore deletes its empty row too, and the nickname becomes available again.`,
  postsFirst
    ? text`Akkoma then ends all its follows and deletes the notifications that it caused, in the background.`
    : text`Akkoma then ends all its follows and deletes its posts in the background, for five seconds at a time. With many posts this takes long; Steward makes Akkoma continue until everything is deleted.`,
  ...(federating && !waits
    ? [
        text`Other servers are not notified, because Akkoma sends nothing for a deleted account. To delete the posts of an active account there too, use ${option('federate_first')}.`,
      ]
    : []),
];

async function countFollows(em: Em, user: User): Promise<{ followers: number; follows: number }> {
  const id = sql`${uuidFromFlakeId(user.id)}::uuid`;
  const { rows } = await sql<{ followers: number; follows: number }>`
    select
      (select count(*)::integer from following_relationships where following_id = ${id} and state = 2) as followers,
      (select count(*)::integer from following_relationships where follower_id = ${id} and state = 2) as follows`.execute(
    em.getKysely(),
  );
  return rows[0] ?? { followers: 0, follows: 0 };
}

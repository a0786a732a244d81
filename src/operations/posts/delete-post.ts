import { sql } from 'kysely';
import { z } from 'zod';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Instance } from '../../akkoma/instance.ts';
import { contentOf } from '../../akkoma/posts/index.ts';
import { itemsOfPosts, retract } from '../../akkoma/retraction/index.ts';
import { Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { type Text, text } from '../../text/text.ts';
import { actingAccount } from '../acting-account.ts';
import { buryReturned, quietSince } from '../batches/retraction-batches.ts';
import { defineOperation } from '../operation.ts';
import { writes } from '../writes.ts';
import { chosenPosts, type PostsArgs } from './chosen-posts.ts';
import { type PlannedPosts, planPosts } from './post-plan.ts';

/**
 * Deletes posts of one account with their likes, boosts and reactions, as the Admin API does with each
 * (behaviour.md 23.2).
 */
export const deletePost = defineOperation({
  name: 'post.delete',
  isOnQueueCards: true,
  tier: 'sensitive',
  raisedBy: ['staff'],
  forModerators: true,
  writes: writes.retracting,
  reads: ['counter_cache', 'user_follows_hashtag'],
  undo: 'recorded',
  undoLeaves: text`Copies that other servers have deleted stay deleted, and so do files that Akkoma has deleted.`,

  preflight: async (context, args: PostsArgs) =>
    (await planPosts(context, await chosenPosts(context, args))).outline,

  async plan(context, args: PostsArgs) {
    const planned = await planPosts(context, await chosenPosts(context, args));
    const { numbers, outline } = planned;
    return {
      ...outline,
      counts: {
        ...(numbers.length === 1 ? {} : { posts_to_delete: numbers.length }),
        likes: sum(numbers.map(({ likes }) => likes)),
        boosts: sum(numbers.map(({ boosts }) => boosts)),
        reactions: sum(numbers.map(({ reactions }) => reactions)),
      },
      samples: [],
      warnings: [
        ...outline.warnings,
        ...warningsOf(planned, context.instance),
        ...staysOf(planned, context.instance),
      ],
    };
  },

  async apply(context, _args, { target, facts }) {
    const ids = [facts.post].flat();
    const { rows } = await sql<{ isActive: boolean; isLocal: boolean }>`
      select is_active as "isActive", local as "isLocal" from users where ap_id = ${facts.apId}`.execute(
      context.em.getKysely(),
    );
    const [author = { isActive: true, isLocal: false }] = rows;
    // Akkoma sends nothing in the name of a deactivated account.
    const by = author.isLocal && author.isActive ? facts.apId : await actingAccount(context);
    const { posts } = await retract(
      context,
      { apId: facts.apId, isActive: author.isActive, by },
      itemsOfPosts(sql`select unnest(${sql.val(ids.map(uuidFromFlakeId))}::uuid[])`),
    );
    const [only, ...others] = ids;
    if (posts < ids.length) {
      throw new Stale(
        changedMeanwhile(others.length === 0 ? text`The post ${only ?? ''}` : text`A post of ${target}`),
      );
    }
    return { post: others.length === 0 ? (only ?? null) : null, posts, nickname: target };
  },

  async follow(context) {
    const before = context.progress === null ? null : readPostProgress(context.progress);
    const returned = await buryReturned(context);
    const quiet = await quietSince(context.em, before?.quiet_since ?? null, returned);
    const progress = { came_back: (before?.came_back ?? 0) + returned, quiet_since: quiet.since };
    if (!quiet.isOver) return { state: 'waiting', progress };
    return { state: 'finished', progress: progress.came_back === 0 ? null : progress };
  },
});

const postProgress = z.object({
  /** How often Akkoma's server has written the post back, and Steward has deleted it again. */
  came_back: z.int(),
  /** Since when it has not come back. */
  quiet_since: z.iso.datetime().nullable(),
});

/**
 * Parses the stored progress of the deletion of a post.
 *
 * @throws ZodError for anything else.
 */
export const readPostProgress = (kept: unknown): z.infer<typeof postProgress> => postProgress.parse(kept);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function warningsOf({ posts, numbers }: PlannedPosts, { baseUrl }: Instance): Text[] {
  const replies = sum(numbers.map((each) => each.replies));
  const polls = posts.filter(({ object }) => object?.data.type === 'Question').length;
  const [{ author }, ...others] = posts;
  return [
    ...(replies > 0 ? [text`Replies stay: ${replies}.`] : []),
    ...(polls === 0 ? [] : [others.length === 0 ? text`It is a poll.` : text`Polls among them: ${polls}.`]),
    federationOf(author, baseUrl, others.length === 0),
  ];
}

/** What an undo does not bring back. */
function staysOf({ posts, numbers }: PlannedPosts, instance: Instance): Text[] {
  const [{ author }, ...others] = posts;
  const contents = posts.map(contentOf).filter((content) => content !== null);
  const { federating, cleanupAttachments } = instance.settings;
  const leaves =
    author?.local === true && federating && numbers.some(({ visibility }) => visibility !== 'local');
  const isCleaned =
    cleanupAttachments &&
    contents.some(({ media }) => media.length > 0) &&
    (author?.local === true || instance.features.attachmentJobs === 'the object');
  const lost = posts.length - contents.length;
  const isOne = others.length === 0;
  return [
    ...(lost === 0 ? [] : [isOne ? words.one.lost : text`${words.several.lost}: ${lost}.`]),
    ...(leaves && contents.length > 0 ? [words[isOne ? 'one' : 'several'].leaves] : []),
    ...(isCleaned ? [words[isOne ? 'one' : 'several'].media] : []),
  ];
}

/** What an undo does not bring back, in words. */
const words = {
  one: {
    lost: text`Its text is no longer stored here. Undo cannot restore it.`,
    leaves: text`Undo restores it on this instance only: copies that other servers have deleted stay deleted.`,
    media: text`Undo does not bring back its media once Akkoma has deleted the files.`,
  },
  several: {
    lost: text`Posts whose text is no longer stored here, which undo cannot restore`,
    leaves: text`Undo restores them on this instance only: copies that other servers have deleted stay deleted.`,
    media: text`Undo does not bring back their media once Akkoma has deleted the files.`,
  },
};

function federationOf(author: User | null, baseUrl: string, isOne: boolean): Text {
  if (author === null || !author.local) {
    const { host } = new URL(baseUrl);
    return isOne
      ? text`It is deleted on ${host} only. It stays on its own server and on others.`
      : text`They are deleted on ${host} only. They stay on their own server and on others.`;
  }
  return author.isActive
    ? text`Other servers delete their copies only if they accept the deletion.`
    : text`The author is deactivated, so most other servers do not learn of the deletion.`;
}

import { sql } from 'kysely';
import { z } from 'zod';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Instance } from '../../akkoma/instance.ts';
import { contentOf } from '../../akkoma/posts/index.ts';
import { itemOfPost, retract } from '../../akkoma/retraction/index.ts';
import { Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { type Text, text } from '../../text/text.ts';
import { actingAccount } from '../acting-account.ts';
import { buryReturned, quietSince } from '../batches/retraction-batches.ts';
import { defineOperation } from '../operation.ts';
import { writes } from '../writes.ts';
import { outlinePost, type PlannedPost, type PostArgs, planPost } from './post-plan.ts';

/** Deletes a post with its likes, boosts and reactions, as the Admin API does (behaviour.md 23.2). */
export const deletePost = defineOperation({
  name: 'post.delete',
  tier: 'sensitive',
  raisedBy: ['staff'],
  forModerators: true,
  writes: writes.retracting,
  reads: ['counter_cache', 'user_follows_hashtag'],
  undo: 'recorded',
  undoLeaves: text`Copies that other servers have deleted stay deleted, and so do files that Akkoma has deleted.`,

  preflight: outlinePost,

  async plan(context, { post: typed }: PostArgs) {
    const planned = await planPost(context, typed);
    const { numbers, outline } = planned;
    return {
      ...outline,
      counts: { likes: numbers.likes, boosts: numbers.boosts, reactions: numbers.reactions },
      samples: [],
      warnings: [
        ...outline.warnings,
        ...warningsOf(planned, context.instance),
        ...staysOf(planned, context.instance),
      ],
    };
  },

  async apply(context, _args, { target, facts }) {
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
      itemOfPost(sql`${uuidFromFlakeId(facts.post)}::uuid`),
    );
    if (posts === 0) throw new Stale(changedMeanwhile(text`The post ${facts.post}`));
    return { post: facts.post, nickname: target };
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

function warningsOf({ post: { author, object }, numbers }: PlannedPost, { baseUrl }: Instance): Text[] {
  const { replies } = numbers;
  return [
    ...(replies > 0 ? [text`Replies stay: ${replies}.`] : []),
    ...(object?.data.type === 'Question' ? [text`It is a poll.`] : []),
    federationOf(author, baseUrl),
  ];
}

/** What an undo does not bring back. */
function staysOf({ post, numbers: { visibility } }: PlannedPost, instance: Instance): Text[] {
  const { author } = post;
  const content = contentOf(post);
  if (content === null) return [text`Its text is no longer stored here. Undo cannot restore it.`];
  const { federating, cleanupAttachments } = instance.settings;
  const leaves = author?.local === true && federating && visibility !== 'local';
  const isCleaned =
    cleanupAttachments &&
    content.media.length > 0 &&
    (author?.local === true || instance.features.attachmentJobs === 'the object');
  return [
    ...(leaves
      ? [text`Undo restores it on this instance only: copies that other servers have deleted stay deleted.`]
      : []),
    ...(isCleaned ? [text`Undo does not bring back its media once Akkoma has deleted the files.`] : []),
  ];
}

function federationOf(author: PlannedPost['post']['author'], baseUrl: string): Text {
  if (author === null || !author.local)
    return text`It is deleted on ${new URL(baseUrl).host} only. It stays on its own server and on others.`;
  return author.isActive
    ? text`Other servers delete their copies only if they accept the deletion.`
    : text`Its author is deactivated, so most other servers do not learn of the deletion.`;
}

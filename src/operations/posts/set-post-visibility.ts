import { sql } from 'kysely';
import { authorOf, type Givable, newAddresses, type Visibility } from '../../akkoma/posts/index.ts';
import { columns } from '../../database/rights/writes.ts';
import { Conflict, NothingToDo, Refused, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { type Text, text } from '../../text/text.ts';
import { defineOperation, type Plan } from '../operation.ts';
import { stricterOf } from '../tier.ts';
import { createOf, lockPost, objectOf } from './lock-post.ts';
import {
  outlinePost,
  type PlannedPost,
  type PostArgs,
  planPost,
  requireObject,
  visibilityInWords,
} from './post-plan.ts';

interface VisibilityArgs extends PostArgs {
  readonly visibility: Givable;
}

/** Changes who can see a post on this instance (behaviour.md 23.4). */
export const setPostVisibility = defineOperation({
  name: 'post.set_visibility',
  tier: 'routine',
  raisedBy: ['staff'],
  writes: {
    objects: { update: columns('data updated_at') },
    activities: { update: columns('data recipients updated_at') },
  },
  reads: ['counter_cache'],
  undo: 'recorded',

  preflight: (context, args: VisibilityArgs) => outlinePost(context, args),

  async plan(context, { post: typed, visibility }: VisibilityArgs) {
    const planned = await planPost(context, typed);
    const { post, numbers, outline } = planned;
    requireChangeable(planned, visibility);
    return {
      ...outline,
      ...precautionOf(numbers.visibility, visibility, outline.tier),
      counts: {},
      samples: [],
      warnings: [
        ...outline.warnings,
        ...warningsOf(planned, visibility),
        text`Other servers do not learn of it, and keep what they have.`,
      ],
      facts: { ...outline.facts, visibility: numbers.visibility, post: post.id },
    };
  },

  async apply({ em, instance, journal, now }, { visibility }, { target, facts }) {
    await lockPost(em, instance, facts);
    const addresses = newAddresses(instance, createOf(facts), visibility);
    const changed = await journal.update(
      'objects',
      ['data'],
      sql`
        select o.id, o.data || jsonb_build_object('to', address."to", 'cc', address.cc) as data
        from objects o cross join (${addresses}) address
        where o.id in (${objectOf(facts)}) and o.data ->> 'type' <> 'Tombstone'`,
      now,
    );
    if (changed === 0) throw new Stale(changedMeanwhile(text`The post ${facts.post}`));
    await journal.update(
      'activities',
      ['data', 'recipients'],
      sql`
        select a.id, a.data || jsonb_build_object('to', address."to", 'cc', address.cc) as data, address.recipients
        from activities a join (${addresses}) address on address.id = a.id`,
      now,
    );
    return { post: facts.post, nickname: target, visibility };
  },
});

/** @throws NothingToDo, Refused, Conflict where the visibility of the post is not to be changed, or cannot be. */
function requireChangeable({ post, numbers }: PlannedPost, wanted: Givable): void {
  requireObject(post);
  if (numbers.visibility === wanted) {
    throw new NothingToDo(
      text`The post ${post.id} of ${authorOf(post)} is already ${[visibilityInWords(numbers)]}.`,
    );
  }
  if (numbers.visibility === 'direct' || numbers.visibility === 'unknown') {
    throw new Refused(
      text`The post ${post.id} of ${authorOf(post)} is ${[visibilityInWords(numbers)]}. Steward does not show it to more people.`,
    );
  }
  if (post.author?.followerAddress == null) {
    throw new Conflict(text`The address of the followers of ${authorOf(post)} is not known here.`);
  }
}

/** From the visibility that the most people see to the one that the fewest see. */
const widest: readonly Visibility[] = ['public', 'unlisted', 'local', 'private'];

const isWider = (now: Visibility, wanted: Givable): boolean => widest.indexOf(wanted) < widest.indexOf(now);

/** To show a post to more people than before cannot be taken back: they have read it. */
const precautionOf = (
  now: Visibility,
  wanted: Givable,
  tier: Plan['tier'],
): Pick<Plan, 'tier' | 'asks'> | undefined =>
  isWider(now, wanted) && now !== 'unlisted'
    ? { asks: true, tier: stricterOf('sensitive', tier ?? 'sensitive') }
    : undefined;

function warningsOf({ numbers }: PlannedPost, wanted: Givable): Text[] {
  const { visibility, boosts } = numbers;
  if (isWider(visibility, wanted) && visibility !== 'unlisted') {
    return [
      text`It shows the post to more people than its author chose. Undo cannot change who has read it.`,
    ];
  }
  return wanted === 'private' && boosts > 0 ? [text`Boosts stay: ${boosts}.`] : [];
}

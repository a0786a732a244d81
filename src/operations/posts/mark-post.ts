import { sql } from 'kysely';
import { authorOf } from '../../akkoma/posts/index.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { columns } from '../../database/rights/writes.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { objectOf } from './lock-post.ts';
import { type PostArgs, type PostFacts, planPost, requireObject } from './post-plan.ts';

/** Hides the media of a post behind a warning (behaviour.md 23.3). */
export const markSensitive = mark({
  names: { name: 'post.mark_sensitive', reverse: 'post.unmark_sensitive' },
  sensitive: true,
});

/** Shows the media of a post without a warning (behaviour.md 23.3). */
export const unmarkSensitive = mark({
  names: { name: 'post.unmark_sensitive', reverse: 'post.mark_sensitive' },
  sensitive: false,
});

export type MarkOutcome = { post: string; nickname: string };

function mark({
  names,
  sensitive,
}: {
  readonly names: { readonly name: string; readonly reverse: string };
  readonly sensitive: boolean;
}): Operation<PostArgs, MarkOutcome, PostFacts> {
  return defineOperation({
    ...names,
    tier: 'routine',
    raisedBy: ['staff'],
    writes: { objects: { update: columns('data updated_at') } },
    reads: ['activities'],
    undo: 'recorded',

    async plan(context, { post: typed }: PostArgs) {
      const { post, outline } = await planPost(context, typed);
      requireObject(post);
      if ((post.object?.data.sensitive === true) === sensitive) {
        throw new NothingToDo(
          text`The post ${post.id} of ${authorOf(post)} is ${[sensitive ? 'already' : 'not']} marked as sensitive.`,
        );
      }
      return {
        ...outline,
        counts: {},
        samples: [],
        warnings: [...outline.warnings, text`Other servers do not learn of it.`],
      };
    },

    async apply({ em, journal, now }, _args, { target, facts }) {
      await lockRows(em, { table: 'objects', ids: objectOf(facts) });
      const marked = await journal.update(
        'objects',
        ['data'],
        sql`
          select o.id, o.data || jsonb_build_object('sensitive', ${sensitive}::boolean) as data
          from objects o where o.id in (${objectOf(facts)}) and o.data ->> 'type' <> 'Tombstone'
            and (o.data -> 'sensitive' = 'true') is distinct from ${sensitive}::boolean`,
        now,
      );
      if (marked === 0) throw new Stale(changedMeanwhile(text`The post ${facts.post}`));
      return { post: facts.post, nickname: target };
    },
  });
}

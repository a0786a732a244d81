import { type RawBuilder, sql } from 'kysely';
import { type Journal, naive } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { enqueue, writesIndexJobs } from '../federation/oban-jobs.ts';
import type { FlakeIds } from '../ids/flake-ids.ts';
import type { Instance } from '../instance.ts';

interface UnfollowContext {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly now: Date;
}

/**
 * Ends follow relationships as the server does (behaviour.md 20.1). It deletes the relationship. If the Follow activity
 * still exists, an Undo in the follower's name replaces it, with a job to index it and a job to federate it. The caller
 * must update the counts, once, after everything else is done.
 *
 * @param relationships a select of the ids of the relationships.
 * @param follows a select of the ids of their Follow activities, as `followsToUndo` finds them.
 * @returns the number of relationships that ended.
 */
export async function unfollow(
  context: UnfollowContext,
  { relationships, follows }: { relationships: RawBuilder<unknown>; follows: RawBuilder<unknown> },
): Promise<number> {
  const { journal } = context;
  const ended = await journal.delete('following_relationships', relationships);
  if (ended === 0) return 0;

  const undone = await journal.delete('activities', follows, ['id'], dependentsOfActivities);
  if (undone > 0) await undo(context, undone);
  return ended;
}

/** The tables whose rows the database deletes along with an activity, each with the column that refers to it. */
export const dependentsOfActivities = {
  notifications: 'activity_id',
  bookmarks: 'activity_id',
  report_notes: 'activity_id',
};

/**
 * Selects the follower's newest Follow for each relationship that ends. The index on an activity's object finds it.
 *
 * @param ended a select of `id`, `follower_id` and `following_id`.
 * @returns a select of the Follow's `id`, and of the relationship's id as `relationship_id`.
 */
export function followsToUndo(ended: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select distinct on (a.actor, followed.id) a.id, ended.id as relationship_id
    from ${ended} ended
    join users follower on follower.id = ended.follower_id
    join users followed on followed.id = ended.following_id
    join activities a on coalesce(a.data -> 'object' ->> 'id', a.data ->> 'object') = followed.ap_id
      and a.actor = follower.ap_id and a.data ->> 'type' = 'Follow'
    order by a.actor, followed.id, a.id desc`;
}

async function undo(context: UnfollowContext, count: number): Promise<void> {
  const { journal, instance, flakeIds, now } = context;
  const { milliseconds, worker, sequence } = flakeIds.reserve(count);
  const base = instance.baseUrl;
  await journal.insert(
    'activities',
    ['id', 'data', 'local', 'actor', 'recipients', 'inserted_at', 'updated_at'],
    sql`
      select steward.flake_at(${milliseconds}::bigint, ${worker}::text, ${sequence}::bigint + follow.place - 1),
        jsonb_build_object(
          'id', ${base}::text || '/activities/' || gen_random_uuid(),
          'type', 'Undo', 'actor', follow.actor, 'to', follow.recipients,
          'object', defaults.data || follow.data, 'context', defaults.data -> 'context',
          'published', defaults.data -> 'published'),
        true, follow.actor, follow.recipients, ${naive(now)}, ${naive(now)}
      from (
        select id, data ->> 'actor' as actor, data,
          array[coalesce(data -> 'object' ->> 'id', data ->> 'object')]::varchar[] as recipients,
          row_number() over (order by id) as place
        from ${journal.deleted('activities', { id: 'uuid', data: 'jsonb' })} gone where data ->> 'type' = 'Follow'
      ) follow
      cross join lateral (
        select jsonb_build_object(
          'context', ${base}::text || '/contexts/' || gen_random_uuid(),
          'published', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        ) as data where follow.id is not null
      ) defaults
      order by follow.place`,
  );

  const undos = sql`${journal.inserted('activities', { id: 'uuid', data: 'jsonb' })} undo where undo.data ->> 'type' = 'Undo' order by undo.id`;
  if (writesIndexJobs(instance)) {
    await enqueue(
      context,
      'addToIndex',
      sql`select jsonb_build_object('op', 'add_to_index', 'activity', steward.flake_text(undo.id)) from ${undos}`,
    );
  }
  if (!instance.settings.federating) return;
  await enqueue(
    context,
    'publish',
    sql`
      select jsonb_build_object('op', 'publish', 'activity_id', steward.flake_text(undo.id),
        'object_data', steward.compact_json(undo.data -> 'object'))
      from ${undos}`,
  );
}

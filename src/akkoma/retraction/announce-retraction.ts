import { type RawBuilder, sql } from 'kysely';
import { naive } from '../../database/change-records/journal.ts';
import { asRecipients, hostOf, isLocalOnly, normalised } from '../federation/addresses.ts';
import { enqueue, writesIndexJobs } from '../federation/oban-jobs.ts';
import type { FlakeIds } from '../ids/flake-ids.ts';
import type { Retracted, RetractionContext } from './retracting.ts';
import { item } from './worklist.ts';

/** The new ids of this retraction. The item in place 1 gets the first of them. */
export type NewIds = ReturnType<FlakeIds['reserve']>;

/** Returns the id of the activity that retracts an item. The ids are in the order of the items. */
const newId = ({ milliseconds, worker, sequence }: NewIds): RawBuilder<unknown> =>
  sql`steward.flake_at(${milliseconds}::bigint, ${worker}::text, ${sequence}::bigint + item.place - 1)`;

/** Inserts a Delete for each post and an Undo for each interaction (behaviour.md 1.10, 11.1 step 2, 11.2 step 1). */
export async function insertRetractions(
  { journal, instance, now }: RetractionContext,
  { apId, isActive, by = apId }: Retracted,
  newIds: NewIds,
): Promise<void> {
  await journal.insert(
    'activities',
    ['id', 'data', 'local', 'actor', 'recipients', 'inserted_at', 'updated_at'],
    sql`
      select ${newId(newIds)},
        jsonb_build_object(
          'id', ${instance.baseUrl}::text || '/activities/' || gen_random_uuid(),
          'type', case when item.type = 'Create' then 'Delete' else 'Undo' end,
          'actor', ${by}::text, 'object', address.object, 'to', address."to", 'cc', address.cc,
          'bto', '[]'::jsonb, 'bcc', '[]'::jsonb
        ) || case when item.type = 'Create' and ${isActive}::boolean
          then jsonb_build_object('deleted_activity_id', steward.flake_text(item.id)) else '{}' end,
        true, ${by}::text, ${asRecipients(sql`address."to" || address.cc`)}, ${naive(now)}, ${naive(now)}
      from ${item} item
      join activities a on a.id = item.id
      left join objects o on o.id = item.object_id and item.type = 'Create'
      cross join lateral (
        select
          case when item.type = 'Create' then item.url else a.data ->> 'id' end as object,
          case when item.type = 'Create'
            then ${normalised(sql`o.data -> 'to'`, sql`o.data -> 'cc'`)}
            else ${normalised(sql`a.data -> 'to'`)} end as "to",
          case when item.type = 'Create' then '[]' else ${normalised(sql`a.data -> 'cc'`)} end as cc
        offset 0
      ) address
      order by item.place`,
  );
}

/**
 * Enqueues the server's jobs for each item: remove posts from the search index, delete attachments if that is enabled,
 * and notify other servers (behaviour.md 11.1 steps 6, 9 and 10, 11.2 step 4).
 */
export async function enqueueRetractionJobs(
  retracting: RetractionContext,
  { apId, by = apId }: Retracted,
  newIds: NewIds,
): Promise<void> {
  const { instance } = retracting;
  const { federating, cleanupAttachments } = instance.settings;
  if (cleanupAttachments) await enqueueAttachments(retracting);
  if (writesIndexJobs(instance)) {
    await enqueue(
      retracting,
      'removeFromIndex',
      sql`
        select jsonb_build_object('op', 'remove_from_index', 'object', o.id)
        from ${item} item join objects o on o.data ->> 'id' = item.url
        where item.type = 'Create' and not item.ended
        order by item.place`,
    );
  }
  if (!federating) return;
  const publication = (objectData: RawBuilder<unknown>, condition: RawBuilder<unknown>) => sql`
    select jsonb_build_object('op', 'publish', 'activity_id', steward.flake_text(made.id), 'object_data', ${objectData})
    from ${item} item
    join activities a on a.id = item.id
    join activities made on made.id = ${newId(newIds)}
    where not ${isLocalOnly(instance, sql`made.data`)} and ${condition}
    order by item.place`;
  await enqueue(
    retracting,
    'publishDelete',
    publication(
      sql`null::text`,
      sql`item.type = 'Create' and not item.ended and ${hostOf(sql`item.url`)} = ${hostOf(sql`${by}::text`)}`,
    ),
  );
  await enqueue(
    retracting,
    'publish',
    publication(
      sql`steward.compact_json(a.data)`,
      sql`item.type <> 'Create' and not (item.type = 'Announce' and item.object_id is null)`,
    ),
  );
}

/**
 * Enqueues jobs that delete the files of the posts, unless something else uses them. From 3.15 on, a job gets only the
 * attachments, only for local posts, and runs after a delay (behaviour.md 21.6). 3.14 still accepts the older form, and
 * 3.13 accepts only that one.
 */
async function enqueueAttachments(retracting: RetractionContext): Promise<void> {
  const { baseUrl, features } = retracting.instance;
  const posts = sql`${item} item join objects o on o.data ->> 'id' = item.url where item.type = 'Create'`;
  if (features.attachmentJobs === 'the object') {
    await enqueue(
      retracting,
      'cleanUpAttachments',
      sql`
        select jsonb_build_object('op', 'cleanup_attachments', 'object', jsonb_build_object('data', o.data))
        from ${posts} order by item.place`,
    );
    return;
  }
  await enqueue(
    retracting,
    'cleanUpAttachmentsLater',
    sql`
      select jsonb_build_object(
        'op', 'cleanup_attachments', 'actor', o.data -> 'actor', 'attachments', o.data -> 'attachment')
      from ${posts}
        and jsonb_typeof(o.data -> 'attachment') = 'array' and o.data -> 'attachment' <> '[]'
        and ${hostOf(sql`o.data ->> 'actor'`)} = ${hostOf(sql`${baseUrl}::text`)}
      order by item.place`,
  );
}

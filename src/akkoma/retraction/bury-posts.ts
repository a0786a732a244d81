import { type RawBuilder, sql } from 'kysely';
import { naive } from '../../database/change-records/journal.ts';
import { isPublic } from '../federation/addresses.ts';
import type { Instance } from '../instance.ts';
import type { Retracted, RetractionContext } from './retracting.ts';
import { item } from './worklist.ts';

/** Whether a deleted object counts as public: addressed to the public, and neither a tombstone nor a direct message. */
const countsAsPublic = (instance: Instance, data: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  ${data} ->> 'type' <> 'Tombstone' and ${isPublic(instance, data)}
  and ${data} -> 'directMessage' is distinct from 'true')`;

/**
 * Selects the replies among the deleted posts: the post that each answers, and its place among the items. From 3.16 on,
 * replies that are not public are not counted (behaviour.md 21.7).
 */
const repliesIn = (instance: Instance): RawBuilder<unknown> => sql`(
  select reply.data ->> 'inReplyTo' as parent, post.place
  from ${item} post join objects reply on reply.id = post.object_id
  where post.type = 'Create' and not post.ended and reply.data ->> 'inReplyTo' is not null
    and ${instance.features.countedReplies === 'all' ? sql`true` : countsAsPublic(instance, sql`reply.data`)}
)`;

/**
 * Lowers the reply counts of the posts that were answered (behaviour.md 11.1 step 8). A post that is deleted before its
 * reply is a tombstone by then. `bury` writes its count.
 */
export async function forgetReplies({ journal, instance }: RetractionContext): Promise<void> {
  await journal.update(
    'objects',
    ['data'],
    sql`
      select parent.id,
        jsonb_set(parent.data, '{repliesCount}', to_jsonb(greatest(0, parent.replies - answered.count))) as data
      from (
        select replies.parent as url, count(*) as count
        from ${repliesIn(instance)} replies
        left join ${item} grave on grave.type = 'Create' and grave.url = replies.parent
        where grave.place is null or replies.place < grave.place
        group by replies.parent
      ) answered
      join (
        select id, data, case when data ->> 'repliesCount' ~ '^-?[0-9]{1,15}$'
          then (data ->> 'repliesCount')::bigint else 0 end as replies
        from objects
      ) parent on parent.data ->> 'id' = answered.url`,
  );
}

/**
 * Inserts tombstones for posts whose object is not in this database, so that every post has one (behaviour.md 11.1 step
 * 0). From here on, an item's object is found by its URL.
 */
export async function insertMissingObjects(
  { journal, now }: RetractionContext,
  { apId }: Retracted,
): Promise<void> {
  await journal.insert(
    'objects',
    ['data', 'inserted_at', 'updated_at'],
    sql`
      select jsonb_build_object('id', url, 'actor', ${apId}::text, 'type', 'Tombstone'), ${naive(now)}, ${naive(now)}
      from ${item} item where type = 'Create' and object_id is null
      order by place`,
  );
}

/** Removes the posts from their author: pins and, for public ones, the count of posts (behaviour.md 11.1 step 7). */
export async function takeOffAuthor({ journal, instance, now }: RetractionContext): Promise<void> {
  const posts = sql`
    ${item} item
    join objects o on o.data ->> 'id' = item.url
    join users author on author.ap_id = o.data ->> 'actor'`;
  await journal.update(
    'users',
    ['note_count'],
    sql`
      select author.id, greatest(0, author.note_count - count(*))::integer as note_count
      from ${posts}
      where item.type = 'Create' and ${countsAsPublic(instance, sql`o.data`)}
      group by author.id`,
  );
  await journal.update(
    'users',
    ['pinned_objects'],
    sql`
      select author.id, author.pinned_objects - array_agg(item.url) as pinned_objects
      from ${posts}
      where item.type = 'Create' and author.pinned_objects ? item.url
      group by author.id`,
    now,
  );
}

/**
 * Removes the hashtags from the posts, and deletes those that no post uses any more (behaviour.md 11.1 step 4). A
 * hashtag that an account follows stays, on purpose: Akkoma's command line crashes on it.
 */
export async function takeOffHashtags({ journal }: RetractionContext): Promise<void> {
  const uses = await journal.delete(
    'hashtags_objects',
    sql`
      select used.hashtag_id, used.object_id
      from ${item} item join hashtags_objects used on used.object_id = item.object_id
      where item.type = 'Create'`,
    ['hashtag_id', 'object_id'],
  );
  if (uses === 0) return;
  await journal.delete(
    'hashtags',
    sql`
      select hashtag.id from hashtags hashtag
      where hashtag.id in (select hashtag_id from ${journal.deleted('hashtags_objects')} gone)
        and not exists (select from hashtags_objects used where used.hashtag_id = hashtag.id)
        and not exists (select from user_follows_hashtag followed where followed.hashtag_id = hashtag.id)`,
  );
}

/**
 * Turns the objects into tombstones (behaviour.md 11.1 step 3). A tombstone gets a reply count if a reply by the same
 * account was deleted after it (behaviour.md 11.1 step 8).
 */
export async function bury({ journal, instance, now }: RetractionContext): Promise<void> {
  await journal.update(
    'objects',
    ['data'],
    sql`
      select o.id,
        jsonb_build_object('id', item.url, 'type', 'Tombstone', 'formerType', o.data -> 'type',
          'deleted', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || case when item.place <= answered.last then '{"repliesCount": 0}'::jsonb else '{}' end as data
      from ${item} item
      join objects o on o.data ->> 'id' = item.url
      left join (
        select parent, max(place) as last from ${repliesIn(instance)} replies group by parent
      ) answered on answered.parent = item.url
      where item.type = 'Create'`,
    now,
  );
}

import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';

/** The types of objects that Akkoma accepts a Delete for (behaviour.md 11.1 step 1). */
export const deletable = 'Answer Article Audio Event Note Page Question Tombstone Video'.split(' ');

/** The number of an account's activities to retract, by kind. */
export interface Amount {
  readonly posts: number;
  readonly likes: number;
  readonly boosts: number;
  readonly reactions: number;
  /** Boosts of posts that are not in this database. They get an Undo, but stay (behaviour.md 11.2 step 2). */
  readonly orphans: number;
}

/** The temporary table, for this transaction only, of the items to retract. */
export const item = sql`pg_temp.retraction`;

/** The part of an account's posts and interactions that one transaction retracts. */
export interface Portion {
  /** The maximum number of items. */
  readonly limit: number;
  /**
   * A select of the ids, in `data`, of the activities that were undone before and may still exist (behaviour.md 11.2
   * step 2). They are left out.
   */
  readonly undone: RawBuilder<unknown>;
  /** Only activities with an `id` below this one are retracted; null for no such limit. */
  readonly onlyBefore: RawBuilder<unknown>;
  /**
   * Activities up to this `id` are retracted as well, even if the clock that their ids come from is ahead. Null for
   * none.
   */
  readonly alsoUpTo: RawBuilder<unknown>;
}

/** Whether a Create is that of a post that Akkoma accepts a Delete for. Its object may be missing. */
const isPost = (activity: string, object: string): RawBuilder<unknown> => sql`(
  jsonb_typeof(${sql.ref(`${activity}.data`)} -> 'object') = 'string'
  and (${sql.ref(`${object}.id`)} is null or ${sql.ref(`${object}.data`)} ->> 'type' = any(${deletable}::text[])))`;

/** Whether the object of a post is a tombstone that no longer names its author. */
const isEnded = (object: string): RawBuilder<unknown> => sql`(
  ${sql.ref(`${object}.data`)} ->> 'type' = 'Tombstone' and ${sql.ref(`${object}.data`)} ->> 'actor' is null)`;

/**
 * Selects an account's posts and interactions, in the order in which Akkoma's command line processes them. Each post
 * occurs once. An interaction with one of the account's own posts is left out if it is newer than the post, because it
 * is deleted along with the post (behaviour.md 11.3).
 *
 * `object_id` is null if the object is not in this database. `reaction` is the entry for an emoji reaction in its
 * object: `[emoji, url or null]`. `is_own` says whether that object is a post of the account that is deleted too.
 * `ended` marks a post whose deletion ends before its counts and jobs: its object is already a tombstone and no longer
 * names its author.
 *
 * @param portion which of them, and how many; null for all.
 */
export function itemsOf(actor: string, portion: Portion | null): RawBuilder<unknown> {
  const some =
    portion === null
      ? sql``
      : sql`
          and not coalesce(a.data ->> 'id' in (${portion.undone}), false)
          and ((${portion.onlyBefore}) is null or a.id < (${portion.onlyBefore}) or coalesce(a.id <= ${portion.alsoUpTo}, false))
          order by a.id limit ${portion.limit}`;
  return sql`
    with found as materialized (
      select a.id, a.data ->> 'type' as type, coalesce(a.data -> 'object' ->> 'id', a.data ->> 'object') as url,
        case when a.data ->> 'type' = 'EmojiReact' then jsonb_build_array(
          regexp_replace(a.data ->> 'content', '^:|:$', '', 'g'), a.data #> '{tag,0,icon,url}') end as reaction,
        o.id as object_id, coalesce(${isEnded('o')}, false) as ended
      from activities a left join objects o on o.data ->> 'id' = coalesce(a.data -> 'object' ->> 'id', a.data ->> 'object')
      where a.actor = ${actor} and a.data ->> 'type' in ('Create', 'Like', 'Announce', 'EmojiReact')
        and (a.data ->> 'type' <> 'Create' or ${isPost('a', 'o')}) ${some}
    ),
    posts as materialized (
      select distinct on (url) * from found where type = 'Create' order by url, id
    )
    select row_number() over (order by work.id) as place, work.* from (
      select id, type, url, object_id, reaction, ended, false as is_own from posts
      union all
      select found.id, found.type, found.url, found.object_id, found.reaction, false,
        found.type = 'EmojiReact' and exists (
          select from activities post left join objects o on o.data ->> 'id' = found.url
          where coalesce(post.data -> 'object' ->> 'id', post.data ->> 'object') = found.url
            and post.actor = ${actor} and post.data ->> 'type' = 'Create' and ${isPost('post', 'o')})
      from found left join posts on posts.url = found.url
      where found.type <> 'Create' and (posts.id is null or found.id < posts.id)
    ) work`;
}

/**
 * Selects posts, with the columns of `itemsOf`.
 *
 * @param ids a select of the ids of their Creates.
 */
export const itemsOfPosts = (ids: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select row_number() over (order by a.id) as place, a.id, 'Create' as type, a.data ->> 'object' as url, o.id as object_id,
    null::jsonb as reaction, coalesce(${isEnded('o')}, false) as ended, false as is_own
  from activities a left join objects o on o.data ->> 'id' = a.data ->> 'object'
  where a.id in (${ids}) and a.data ->> 'type' = 'Create' and ${isPost('a', 'o')}`;

/** Counts the activities that there are to retract. It only reads. */
export function countRetraction(em: Em, actor: string, portion: Portion | null = null): Promise<Amount> {
  return count(em, sql`(${itemsOf(actor, portion)})`);
}

/**
 * Locks the account, every object and activity that the retraction of the items changes, and the counters of posts.
 * The locks keep a like that the server is adding from being overwritten. The counters come first, because the server
 * locks them before everything else; this avoids deadlocks.
 *
 * Then the function writes the worklist to a table for the rest of the transaction, because everything that the
 * worklist is read from is about to change.
 *
 * @param items a select from `itemsOf` or `itemsOfPosts`.
 */
export async function openWorklist(
  em: Em,
  actor: string,
  items: RawBuilder<unknown>,
  countsPosts: boolean,
): Promise<Amount> {
  const database = em.getKysely();
  const write = async (): Promise<void> => {
    await sql`drop table if exists ${item}`.execute(database);
    await sql`create temporary table retraction on commit drop as ${items}`.execute(database);
  };
  await write();
  await lockRows(
    em,
    ...(countsPosts
      ? [
          {
            table: 'counter_cache',
            ids: sql`select id from counter_cache where instance = split_part(${actor}, '/', 3)`,
          },
        ]
      : []),
    { table: 'users', ids: sql`select id from users where ap_id = ${actor}` },
    {
      table: 'objects',
      ids: sql`
        select object_id from ${item} where object_id is not null
        union
        select parent.id from ${item} post
        join objects reply on reply.id = post.object_id
        join objects parent on parent.data ->> 'id' = reply.data ->> 'inReplyTo'
        where post.type = 'Create'`,
    },
    {
      table: 'activities',
      ids: sql`
        select id from ${item}
        union
        select about.id from ${item} post
        join activities about on coalesce(about.data -> 'object' ->> 'id', about.data ->> 'object') = post.url
        where post.type = 'Create' and about.data ->> 'type' <> 'Delete'`,
    },
  );
  // The worklist is read again, since its rows may have changed before they were locked.
  await write();
  await sql`analyze ${item}`.execute(database);
  return count(em, item);
}

async function count(em: Em, items: RawBuilder<unknown>): Promise<Amount> {
  const { rows } = await sql<Amount>`
    select
      count(*) filter (where type = 'Create')::integer as posts,
      count(*) filter (where type = 'Like')::integer as likes,
      count(*) filter (where type = 'Announce' and object_id is not null)::integer as boosts,
      count(*) filter (where type = 'EmojiReact')::integer as reactions,
      count(*) filter (where type = 'Announce' and object_id is null)::integer as orphans
    from ${items} item`.execute(em.getKysely());
  return rows[0] ?? { posts: 0, likes: 0, boosts: 0, reactions: 0, orphans: 0 };
}

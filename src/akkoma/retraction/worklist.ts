import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';

/** The types of objects that a Delete is accepted for (behaviour.md 11.1 step 1). */
export const deletable = 'Answer Article Audio Event Note Page Question Tombstone Video'.split(' ');

/** What there is to take back of an account. */
export interface Amount {
  readonly posts: number;
  readonly likes: number;
  readonly boosts: number;
  readonly reactions: number;
  /** Boosts of posts that are not here: an Undo is made, and they stay (behaviour.md 11.2 step 2). */
  readonly orphans: number;
}

/** The table, of this transaction alone, that holds the work to do. */
export const item = sql`pg_temp.retraction`;

/** What of an account's posts and interactions is to be taken back at a time. */
export interface Portion {
  /** How many at most. */
  readonly most: number;
  /** A select of the ids, in `data`, of the activities that were undone before, and may be there still (behaviour.md 11.2 step 2). */
  readonly undone: RawBuilder<unknown>;
  /** Only activities with lower ids than this one, in `id`, are meant, where it is not null. */
  readonly before: RawBuilder<unknown>;
  /** Those up to this one are meant as well, in `id`, whatever the clock by which ids are made; null for no more. */
  readonly until: RawBuilder<unknown>;
}

/**
 * What an account's posts and interactions come to, in the order in which Akkoma's command line meets them: each post
 * once, and those interactions that have not gone with an own post by the time their turn comes (behaviour.md 11.3).
 *
 * `object_id` is null where the object is not here. `reaction` is what an emoji reaction is listed under at its object:
 * `[emoji, url or null]`; `is_own`, whether its object is a post that goes too. `ended` marks a post whose deletion ends
 * before its counts and jobs: its object is a tombstone already, and says no more whose it was.
 *
 * @param portion the first of them, as many as that says; null for all.
 */
function worklist(actor: string, portion: Portion | null): RawBuilder<unknown> {
  const some =
    portion === null
      ? sql``
      : sql`
          and not coalesce(a.data ->> 'id' in (${portion.undone}), false)
          and coalesce(a.id < (${portion.before}) or a.id <= ${portion.until}, true)
          order by a.id limit ${portion.most}`;
  const isPost = (activity: string, object: string) => sql`(
    jsonb_typeof(${sql.ref(`${activity}.data`)} -> 'object') = 'string'
    and (${sql.ref(`${object}.id`)} is null or ${sql.ref(`${object}.data`)} ->> 'type' = any(${deletable}::text[])))`;
  return sql`
    with found as materialized (
      select a.id, a.data ->> 'type' as type, coalesce(a.data -> 'object' ->> 'id', a.data ->> 'object') as url,
        case when a.data ->> 'type' = 'EmojiReact' then jsonb_build_array(
          regexp_replace(a.data ->> 'content', '^:|:$', '', 'g'), a.data #> '{tag,0,icon,url}') end as reaction,
        o.id as object_id, coalesce(o.data ->> 'type' = 'Tombstone' and o.data ->> 'actor' is null, false) as ended
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

/** Counts what there is to take back; reads only. */
export function countRetraction(em: Em, actor: string, portion: Portion | null = null): Promise<Amount> {
  return count(em, sql`(${worklist(actor, portion)})`);
}

/**
 * Locks the account, every object and activity that this portion of its retraction alters, and the counters of posts, which
 * the server locks before all else: so a like that the server is just adding is not overwritten, and no two wait for each
 * other. Then it writes the worklist down for the rest of the transaction. It is a table because everything that it is read
 * from is about to change.
 */
export async function openWorklist(
  em: Em,
  actor: string,
  portion: Portion,
  countsPosts: boolean,
): Promise<Amount> {
  const database = em.getKysely();
  const write = async (): Promise<void> => {
    await sql`drop table if exists ${item}`.execute(database);
    await sql`create temporary table retraction on commit drop as ${worklist(actor, portion)}`.execute(
      database,
    );
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
  // Whatever it was made of may have been changed until it was locked.
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

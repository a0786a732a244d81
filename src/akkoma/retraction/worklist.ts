import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection.ts';

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

/**
 * What an account's posts and interactions come to, in the order in which Akkoma's command line meets them: each post
 * once, and those interactions that have not gone with an own post by the time their turn comes (behaviour.md 11.3).
 *
 * `object_id` is null where the object is not here. `reaction` is what an emoji reaction is listed under at its object:
 * `[emoji, url or null]`. `ended` marks a post whose deletion ends before its counts and jobs:
 * its object is a tombstone already, and says no more whose it was.
 */
function worklist(actor: string): RawBuilder<unknown> {
  return sql`
    with own as (
      select id, data ->> 'type' as type, coalesce(data -> 'object' ->> 'id', data ->> 'object') as url,
        jsonb_typeof(data -> 'object') = 'string' as plain,
        case when data ->> 'type' = 'EmojiReact' then jsonb_build_array(
          regexp_replace(data ->> 'content', '^:|:$', '', 'g'), data #> '{tag,0,icon,url}') end as reaction
      from activities
      where actor = ${actor} and data ->> 'type' in ('Create', 'Like', 'Announce', 'EmojiReact')
    ),
    found as (
      select own.*, o.id as object_id, o.data ->> 'type' as object_type,
        coalesce(o.data ->> 'type' = 'Tombstone' and o.data ->> 'actor' is null, false) as ended
      from own left join objects o on o.data ->> 'id' = own.url
    ),
    posts as (
      select distinct on (url) * from found
      where type = 'Create' and plain and (object_id is null or object_type = any(${deletable}::text[]))
      order by url, id
    )
    select row_number() over (order by work.id) as place, work.* from (
      select id, type, url, object_id, reaction, ended from posts
      union all
      select found.id, found.type, found.url, found.object_id, found.reaction, false
      from found left join posts on posts.url = found.url
      where found.type <> 'Create' and (posts.id is null or found.id < posts.id)
    ) work`;
}

/** Counts what there is to take back; reads only. */
export function countRetraction(em: Em, actor: string): Promise<Amount> {
  return count(em, sql`(${worklist(actor)})`);
}

/**
 * Locks the account and every object that its retraction alters, so that a like that the server is just adding is not
 * overwritten, and then writes the worklist down for the rest of the transaction. It is a table because everything that
 * it is read from is about to change.
 */
export async function openWorklist(em: Em, actor: string): Promise<Amount> {
  const database = em.getKysely();
  await sql`
    with author as materialized (
      select id from users where ap_id = ${actor} for no key update
    ),
    named as materialized (
      select distinct o.id, case when a.data ->> 'type' = 'Create' then o.data ->> 'inReplyTo' end as parent
      from activities a join objects o on o.data ->> 'id' = coalesce(a.data -> 'object' ->> 'id', a.data ->> 'object')
      where a.actor = ${actor} and a.data ->> 'type' in ('Create', 'Like', 'Announce', 'EmojiReact')
    ),
    locked as materialized (
      select o.id from objects o
      where o.id in (
        select id from named
        union
        select parent.id from named join objects parent on parent.data ->> 'id' = named.parent)
      order by o.id
      for no key update of o
    )
    select (select count(*) from author) + (select count(*) from locked) as count`.execute(database);
  await sql`create temporary table retraction on commit drop as ${worklist(actor)}`.execute(database);
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

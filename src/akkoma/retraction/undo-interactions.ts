import { type RawBuilder, sql } from 'kysely';
import { lockRows } from '../../database/locks/lock-rows.ts';
import type { Retracted, RetractionContext } from './retracting.ts';
import { item } from './worklist.ts';

/**
 * Removes the account from the likes, boosts and reactions of the objects that it interacted with, and counts those
 * again (behaviour.md 11.2 step 2). Akkoma's command line leaves reactions; Steward undoes them like the others, on
 * purpose.
 *
 * From the likes and boosts, it removes one entry of the account for each activity to undo. From the reactions, it
 * removes all entries of the account, because all are undone. The exception is a post of the account that is deleted as
 * well: a reaction that is newer than the post is not an item. It is deleted along with the post, and stays listed
 * until then.
 */
export async function takeOffObjects(
  { journal, now }: RetractionContext,
  { apId }: Pick<Retracted, 'apId'>,
): Promise<number> {
  return journal.update(
    'objects',
    ['data'],
    sql`
      select o.id, o.data
        || case when undone.likes > 0 then jsonb_build_object(
             'likes', likes.list, 'like_count', jsonb_array_length(likes.list)) else '{}' end
        || case when undone.boosts > 0 then jsonb_build_object(
             'announcements', boosts.list, 'announcement_count', jsonb_array_length(boosts.list)) else '{}' end
        || case when undone.reactions > 0 then jsonb_build_object(
             'reactions', reactions.list, 'reaction_count', reactions.count) else '{}' end as data
      from (
        select object_id,
          count(*) filter (where type = 'Like') as likes,
          count(*) filter (where type = 'Announce') as boosts,
          count(*) filter (where type = 'EmojiReact') as reactions,
          case when bool_or(is_own) then coalesce(jsonb_agg(reaction) filter (where type = 'EmojiReact'), '[]') end
            as reacted
        from ${item} item
        where type <> 'Create' and object_id is not null
        group by object_id
      ) undone
      join objects o on o.id = undone.object_id
      cross join lateral ${withoutFirst(sql`o.data -> 'likes'`, apId, sql`undone.likes`)} likes
      cross join lateral ${withoutFirst(sql`o.data -> 'announcements'`, apId, sql`undone.boosts`)} boosts
      cross join lateral ${withoutReactions(apId, sql`undone.reacted`)} reactions`,
    now,
  );
}

/**
 * Removes the account again from objects that list it again, though its likes, boosts and reactions are deleted.
 *
 * @param gone a select of those activities, as `data`.
 * @returns the number of objects.
 */
export async function takeOffAgain(
  context: RetractionContext,
  { apId }: Pick<Retracted, 'apId'>,
  gone: RawBuilder<unknown>,
): Promise<number> {
  const { em } = context;
  const url = (data: string) =>
    sql`coalesce(${sql.ref(data)} -> 'object' ->> 'id', ${sql.ref(data)} ->> 'object')`;
  await sql`drop table if exists ${item}`.execute(em.getKysely());
  await sql`
    create temporary table retraction on commit drop as
    select gone.data ->> 'type' as type, o.id as object_id, false as is_own, null::jsonb as reaction
    from (${gone}) gone join objects o on o.data ->> 'id' = ${url('gone.data')}
    where gone.data ->> 'actor' = ${apId} and o.data ->> 'type' <> 'Tombstone'
      and case gone.data ->> 'type'
        when 'Like' then o.data -> 'likes' ? ${apId}
        when 'Announce' then o.data -> 'announcements' ? ${apId}
        when 'EmojiReact' then jsonb_path_exists(o.data, '$.reactions[*][1][*] ? (@ == $who)', jsonb_build_object('who', ${apId}::text))
        else false end
      and not exists (
        select from activities anew
        where ${url('anew.data')} = o.data ->> 'id' and anew.actor = ${apId} and anew.data ->> 'type' = gone.data ->> 'type')`.execute(
    em.getKysely(),
  );
  await lockRows(em, { table: 'objects', ids: sql`select object_id from ${item}` });
  return takeOffObjects(context, { apId });
}

/** The elements of a value that is an array, with their places; none for another value. */
const elementsOf = (list: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`jsonb_array_elements(case jsonb_typeof(${list}) when 'array' then ${list} else '[]' end) with ordinality`;

/** The list without the first `count` occurrences of the account. */
const withoutFirst = (
  list: RawBuilder<unknown>,
  actor: string,
  count: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`(
  select coalesce(jsonb_agg(who order by place) filter (where who <> to_jsonb(${actor}::text) or nth > ${count}), '[]')
    as list
  from (
    select who, place, row_number() over (partition by who order by place) as nth
    from ${elementsOf(list)} as member (who, place)
  ) members)`;

/**
 * The reactions to an object, each `[emoji, [who, …], url or null]`, without the account and without any emoji that has
 * nobody left; and the number of reactions that remain.
 *
 * @param undone the account's reactions to remove, each `[emoji, url or null]`; null to remove all of them.
 */
const withoutReactions = (actor: string, undone: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select coalesce(jsonb_agg(jsonb_set(reaction, '{1}', left_over.who) order by place), '[]') as list,
    coalesce(sum(jsonb_array_length(left_over.who)), 0) as count
  from ${elementsOf(sql`o.data -> 'reactions'`)} as each (reaction, place)
  cross join lateral (
    select jsonb_agg(who order by place) filter (
      where who <> to_jsonb(${actor}::text) or ${undone} is not null and nth > (
        select count(*) from jsonb_array_elements(${undone}) as one
        where one = jsonb_build_array(reaction -> 0, reaction -> 2))
    ) as who
    from (
      select who, place, row_number() over (partition by who order by place) as nth
      from ${elementsOf(sql`reaction -> 1`)} as member (who, place)
    ) members
  ) left_over
  where left_over.who is not null)`;

import { type RawBuilder, sql } from 'kysely';
import { removed } from '../akkoma/accounts/account.ts';
import { undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';

/** A temporary table, for this transaction only, of the posts that had been deleted, with the verdict on each. */
export const buried = sql`pg_temp.buried_post`;

/** A temporary table of all that was deleted or written with these posts: `post` and `part` are places. */
const parts = sql`pg_temp.part_of_post`;

/** Whether a record of an object is that of the deletion of a post, and not of another change of a tombstone. */
const buries = (before: RawBuilder<unknown>, after: RawBuilder<unknown>): RawBuilder<boolean> => sql`(
  ${after} ->> 'type' = 'Tombstone' and ${after} ? 'deleted'
  and ${before} -> 'deleted' is distinct from ${after} -> 'deleted')`;

const wasBuried = buries(sql`(change.before -> 'data')`, sql`(change.after -> 'data')`);

/** The reply count in a document; 0 where it has none. */
export const repliesIn = (data: RawBuilder<unknown>): RawBuilder<number> => sql`(
  case when ${data} ->> 'repliesCount' ~ '^-?[0-9]{1,15}$' then (${data} ->> 'repliesCount')::bigint else 0 end)`;

/** A document with that reply count alone; an empty one where it is null. */
const onlyReplies = (value: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`jsonb_strip_nulls(jsonb_build_object('repliesCount', ${value}))`;

/**
 * Makes the recorded documents of objects comparable with the present ones. Call it before the rows are judged.
 *
 * - A deleted post becomes what it was when it was last deleted: others may have written it between two of the actions,
 *   or back. What the actions did to it before is undone, too.
 * - A reply count is never compared: the server changes that of a tombstone, too. What came to it since is added to the
 *   one that the post had.
 */
export async function prepareObjects(em: Em, actions: readonly number[]): Promise<void> {
  const database = em.getKysely();
  await sql`
    with recorded as materialized (
      select change.place as of_row, change.id as object, record.id as place,
        record.before -> 'data' as before, record.after -> 'data' as after
      from ${undoSet} change
      join steward.changes record on record.action_id = any(${sql.val(actions)}::bigint[])
        and record.table_name = 'objects' and record.key ->> 'id' = change.id
        and record.id between change.first and change.place
      where change.table_name = 'objects' and record.before ? 'data' and record.after ? 'data'
    ),
    burial as materialized (
      select distinct on (of_row) * from recorded
      where ${buries(sql`recorded.before`, sql`recorded.after`)} order by of_row, place desc
    ),
    earlier as (
      select distinct on (recorded.of_row, name) recorded.of_row, name, recorded.before -> name as value
      from recorded join burial on burial.of_row = recorded.of_row and burial.place > recorded.place
      cross join lateral jsonb_object_keys(recorded.before || recorded.after) as of_document (name)
      where recorded.after ->> 'type' <> 'Tombstone' and name <> 'repliesCount'
        and recorded.before -> name is distinct from recorded.after -> name
      order by recorded.of_row, name, recorded.place
    ),
    undone as (
      select of_row, array_agg(name) as names, jsonb_object_agg(name, value) filter (where value is not null) as document
      from earlier group by of_row
    )
    update ${undoSet} judged set broken = false,
      before = jsonb_set(judged.before, '{data}',
        (burial.before - coalesce(undone.names, '{}')) || coalesce(undone.document, '{}')
        || case since.replies when 0 then '{}' else jsonb_build_object(
          'repliesCount', ${repliesIn(sql`burial.before`)} + since.replies) end),
      after = jsonb_set(judged.after, '{data}', (judged.after -> 'data') - 'repliesCount'
        || ${onlyReplies(sql`there.data -> 'repliesCount'`)})
    from burial
    left join undone on undone.of_row = burial.of_row
    left join objects there on there.id = burial.object::bigint
    cross join lateral (
      select coalesce(${repliesIn(sql`there.data`)} - ${repliesIn(sql`burial.after`)}, 0) as replies
    ) since
    where burial.of_row = judged.place and judged.before ? 'data'`.execute(database);
  await sql`
    update ${undoSet} change set after = jsonb_set(after, '{data}', (after -> 'data') - 'repliesCount'
      || ${onlyReplies(sql`before #> '{data,repliesCount}'`)})
    where table_name = 'objects' and before ? 'data' and after ? 'data' and not ${wasBuried}`.execute(
    database,
  );
}

/**
 * Gives one verdict to each deleted post as a whole: its object, the activities about it, the Delete that replaced
 * them, and the jobs for that. Call it when each of these has been judged alone.
 *
 * - Where the object is still the tombstone that the actions left, everything is restored. The Delete and its job go,
 *   too, as long as the server has not begun to tell other servers; afterwards the Delete stays, since they know of it.
 * - Where the account of a like, boost or reaction has been removed since, that is left out.
 * - Otherwise nothing of the post is restored.
 *
 * Objects of which only the reply count was changed have the verdict `derived`.
 */
export async function judgePosts(em: Em): Promise<void> {
  const database = em.getKysely();
  await listPosts(em);
  await sql`
    update ${undoSet} judged set verdict = post.verdict,
      restore = case when post.verdict = 'restore' then coalesce(judged.restore, '{}') end
    from ${buried} post where post.place = judged.place`.execute(database);
  await sql`
    update ${undoSet} judged set verdict = 'aside', restore = null
    from ${parts} part join ${buried} post on post.place = part.post
    where part.part = judged.place and part.role <> 'object' and (
      post.verdict <> 'restore'
      or part.role = 'deletion' and post.is_told
      or judged.verdict = 'begun')`.execute(database);
  await sql`
    update ${undoSet} change set verdict = 'derived', restore = null
    where table_name = 'objects' and before -> 'data' = after -> 'data'`.execute(database);
  await judgeHashtags(em);
}

/** The parts of deleted posts, which are not judged with the activities and jobs of follows. */
export const partsOfPosts = sql`(select part from ${parts})`;

/** Lists the deleted posts, each with its verdict, and their parts. */
async function listPosts(em: Em): Promise<void> {
  const database = em.getKysely();
  await sql`drop table if exists ${buried}, ${parts}`.execute(database);
  await sql`
    create temporary table part_of_post on commit drop as
    with post as materialized (
      select place, id, coalesce(after #>> '{data,id}', before #>> '{data,id}') as url
      from ${undoSet} change where table_name = 'objects' and ${wasBuried}
    ),
    deletion as materialized (
      select post.place as post, change.place, change.action_id, steward.flake_text(change.id::uuid) as flake
      from post join ${undoSet} change on change.after #>> '{data,object}' = post.url
      where change.table_name = 'activities' and change.before is null and change.after #>> '{data,type}' = 'Delete'
    )
    select place as post, place as part, 'object' as role from post
    union all
    select post.place, change.place,
      case when change.before #>> '{data,type}' = 'Create' then 'create' else 'about' end
    from post
    join ${undoSet} change on coalesce(change.before #>> '{data,object,id}', change.before #>> '{data,object}') = post.url
    where change.table_name = 'activities' and change.after is null
    union all
    select post, place, 'deletion' from deletion
    union all
    select deletion.post, job.place, case job.after #>> '{args,op}'
      when 'publish' then 'publishing' when 'cleanup_attachments' then 'cleaning' else 'indexing' end
    from deletion
    join post on post.place = deletion.post
    join ${undoSet} job on job.table_name = 'oban_jobs' and job.before is null and job.action_id = deletion.action_id and (
      job.after #>> '{args,activity_id}' = deletion.flake
      or job.after #>> '{args,op}' = 'remove_from_index' and job.after #>> '{args,object}' = post.id
      or job.after #>> '{args,op}' = 'cleanup_attachments')`.execute(database);
  const judged = (role: string) => sql`(
    select change.verdict from ${parts} part join ${undoSet} change on change.place = part.part
    where part.post = object.place and part.role = ${role} order by part.part limit 1)`;
  const has = (role: string, verdict: string) => sql`coalesce(${judged(role)} = ${verdict}, false)`;
  await sql`
    create temporary table buried_post on commit drop as
    select object.place, object.id::bigint as object_id, deletion.action_id, author.id as author,
      object.before #>> '{data,id}' as url, object.before #>> '{data,inReplyTo}' as parent,
      steward.flake_text(created.id::uuid) as flake,
      ${has('publishing', 'begun')} as is_told, ${has('cleaning', 'begun')} as is_cleaned,
      ${has('indexing', 'begun')} as is_unindexed,
      case
        when object.before is null then 'unstored'
        when object.verdict not in ('restore', 'same') then object.verdict
        when created.verdict is distinct from 'restore' then coalesce(created.verdict, 'changed')
        when author.id is null then 'orphaned'
        else 'restore' end as verdict
    from ${parts} this
    join ${undoSet} object on object.place = this.part
    left join lateral (
      select change.id, change.verdict, change.before ->> 'actor' as actor
      from ${parts} part join ${undoSet} change on change.place = part.part
      where part.post = this.post and part.role = 'create' order by change.place limit 1
    ) created on true
    left join lateral (
      select change.action_id from ${parts} part join ${undoSet} change on change.place = part.part
      where part.post = this.post and part.role = 'deletion' order by change.place desc limit 1
    ) deletion on true
    left join users author on author.ap_id = created.actor and not ${removed('author')}
    where this.role = 'object'`.execute(database);
}

/** Leaves the hashtags alone that no restored post has, or whose name another hashtag has by now. */
const judgeHashtags = (em: Em): Promise<unknown> =>
  sql`
  update ${undoSet} judged set verdict = 'aside'
  where table_name = 'hashtags' and (
    verdict <> 'restore'
    or exists (
      select from ${undoSet} other
      where other.table_name = 'hashtags' and other.before ->> 'name' = judged.before ->> 'name'
        and other.place > judged.place)
    or not exists (
      select from ${buried} post
      join steward.changes used on used.action_id = post.action_id and used.table_name = 'hashtags_objects'
      where post.verdict = 'restore' and used.after is null and used.before ->> 'hashtag_id' = judged.id
        and (used.before ->> 'object_id')::bigint = post.object_id))`.execute(em.getKysely());

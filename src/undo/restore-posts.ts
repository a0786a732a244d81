import { type RawBuilder, sql } from 'kysely';
import { enqueue, writesIndexJobs } from '../akkoma/federation/oban-jobs.ts';
import type { FlakeIds } from '../akkoma/ids/flake-ids.ts';
import type { Instance } from '../akkoma/instance.ts';
import { takeOffAgain } from '../akkoma/retraction/index.ts';
import { type Journal, naive } from '../database/change-records/journal.ts';
import { undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';
import { buried, repliesIn } from './judge-posts.ts';

interface RestoringPosts {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly now: Date;
}

const restored = sql`(select * from ${buried} restored where restored.verdict = 'restore')`;

/**
 * Restores what depends on posts, once their rows are restored: hashtags, the counts of posts and pins of their
 * authors, the reply counts of the posts that they answer, and their place in the search index.
 */
export async function restorePosts(restoring: RestoringPosts): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${restored} post`.execute(restoring.em.getKysely());
  if (rows[0]?.count === 0) return;
  await restoreHashtags(restoring);
  await giveBackToAuthors(restoring);
  await countReplies(restoring);
  await takeOffRemoved(restoring);
  await indexAgain(restoring);
}

/** The records of a table that the deletions of the restored posts made, as `change`, each with its `post`. */
const recordsOf = (table: string): RawBuilder<unknown> => sql`
  ${restored} post join steward.changes change on change.action_id = post.action_id and change.table_name = ${table}`;

/**
 * Gives the posts their hashtags again. A hashtag that is gone by now is made again: its name is one of those in the
 * post. One that somebody else has made again since has another number, and is taken.
 */
async function restoreHashtags({ em, journal, now }: RestoringPosts): Promise<void> {
  const database = em.getKysely();
  await sql`drop table if exists pg_temp.hashtag_use`.execute(database);
  await sql`
    create temporary table hashtag_use on commit drop as
    with used as materialized (
      select post.object_id, (change.before ->> 'hashtag_id')::bigint as hashtag_id,
        coalesce(recorded.before ->> 'name', there.name) as name
      from ${recordsOf('hashtags_objects')} and change.after is null
        and (change.before ->> 'object_id')::bigint = post.object_id
      left join ${undoSet} recorded on recorded.table_name = 'hashtags' and recorded.id = change.before ->> 'hashtag_id'
      left join hashtags there on there.id = (change.before ->> 'hashtag_id')::bigint
    ),
    named as (
      select o.id as object_id, tag.name, row_number() over (partition by o.id order by tag.name) as place
      from objects o
      cross join lateral (
        select distinct lower(value #>> '{}') as name
        from jsonb_array_elements(case jsonb_typeof(o.data -> 'tag') when 'array' then o.data -> 'tag' else '[]' end)
        where jsonb_typeof(value) = 'string'
      ) tag
      where o.id in (select object_id from used where name is null)
        and not exists (select from used where used.object_id = o.id and used.name = tag.name)
    ),
    nameless as (
      select object_id, hashtag_id, row_number() over (partition by object_id order by hashtag_id) as place
      from used where name is null
    )
    select object_id, hashtag_id, name from used where name is not null
    union all
    select nameless.object_id, nameless.hashtag_id, named.name from nameless join named using (object_id, place)`.execute(
    database,
  );
  await journal.insert(
    'hashtags',
    ['id', 'name', 'inserted_at', 'updated_at'],
    sql`
      select distinct on (hashtag_id) hashtag_id, name, ${naive(now)}, ${naive(now)}
      from (select distinct on (name) * from pg_temp.hashtag_use order by name, hashtag_id) gone
      where not exists (
        select from hashtags there where there.name = gone.name or there.id = gone.hashtag_id)
      order by hashtag_id`,
  );
  await journal.insert(
    'hashtags_objects',
    ['hashtag_id', 'object_id'],
    sql`
      select distinct hashtag.id, used.object_id
      from pg_temp.hashtag_use used join hashtags hashtag on hashtag.name = used.name
      where not exists (
        select from hashtags_objects there
        where there.hashtag_id = hashtag.id and there.object_id = used.object_id)`,
    ['hashtag_id', 'object_id'],
  );
}

/** Adds the posts to the counts of their authors, as far as the deletion had lowered those, and pins them again. */
async function giveBackToAuthors({ journal, now }: RestoringPosts): Promise<void> {
  await journal.update(
    'users',
    ['note_count'],
    sql`
      select author.id, author.note_count + lost.count as note_count
      from (
        select (change.key ->> 'id')::uuid as id,
          sum((change.before ->> 'note_count')::integer - (change.after ->> 'note_count')::integer)::integer as count
        from ${recordsOf('users')} and change.key ->> 'id' = post.author::text
        where change.before ? 'note_count' and change.after ? 'note_count'
        group by 1
      ) lost join users author on author.id = lost.id`,
  );
  await journal.update(
    'users',
    ['pinned_objects'],
    sql`
      select author.id, coalesce(author.pinned_objects, '{}') || lost.pins as pinned_objects
      from (
        select (change.key ->> 'id')::uuid as id,
          jsonb_object_agg(post.url, change.before -> 'pinned_objects' -> post.url) as pins
        from ${recordsOf('users')} and change.key ->> 'id' = post.author::text
        where change.before -> 'pinned_objects' ? post.url and not change.after -> 'pinned_objects' ? post.url
        group by 1
      ) lost join users author on author.id = lost.id`,
    now,
  );
}

/** Adds the restored replies to the counts of the posts that they answer, as far as the deletion had lowered those. */
async function countReplies({ journal }: RestoringPosts): Promise<void> {
  await journal.update(
    'objects',
    ['data'],
    sql`
      select parent.id, case
        when lost.had_none and ${repliesIn(sql`parent.data`)} + lost.count = 0 then parent.data - 'repliesCount'
        else jsonb_set(parent.data, '{repliesCount}', to_jsonb(${repliesIn(sql`parent.data`)} + lost.count)) end as data
      from (
        select (change.key ->> 'id')::bigint as id,
          sum(${repliesIn(sql`(change.before -> 'data')`)} - ${repliesIn(sql`(change.after -> 'data')`)})::bigint as count,
          bool_or(not change.before -> 'data' ? 'repliesCount') as had_none
        from ${recordsOf('objects')} and change.before #>> '{data,id}' = post.parent
        where change.before #> '{data,repliesCount}' is distinct from change.after #> '{data,repliesCount}'
          and (change.before -> 'data') - 'repliesCount' = (change.after -> 'data') - 'repliesCount'
        group by 1
      ) lost join objects parent on parent.id = lost.id`,
  );
}

/** Takes accounts that were removed since off the posts that they liked, boosted or reacted to. */
async function takeOffRemoved(restoring: RestoringPosts): Promise<void> {
  const gone = sql`
    select change.before -> 'data' as data from ${undoSet} change
    where change.table_name = 'activities' and change.after is null and change.verdict = 'orphaned'`;
  const { rows } = await sql<{ apId: string }>`
    select distinct data ->> 'actor' as "apId" from (${gone}) gone order by 1`.execute(
    restoring.em.getKysely(),
  );
  for (const { apId } of rows) await takeOffAgain(restoring, { apId }, gone);
}

/** Enqueues a job, as for a new post, for each post that the server has begun to remove from the search index. */
async function indexAgain(restoring: RestoringPosts): Promise<void> {
  if (!writesIndexJobs(restoring.instance)) return;
  await enqueue(
    restoring,
    'addToIndex',
    sql`
      select jsonb_build_object('op', 'add_to_index', 'activity', post.flake)
      from ${restored} post where post.is_unindexed order by post.place`,
  );
}

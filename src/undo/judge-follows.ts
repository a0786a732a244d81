import { sql } from 'kysely';
import { dropped } from '../akkoma/follows/refollow.ts';
import { undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';
import { partsOfPosts } from './judge-posts.ts';
import { isReport } from './reports.ts';

/**
 * Gives one verdict to each dropped follow as a whole: the relationship, the Follow, the Undo that replaced it, and the
 * jobs for that. Call it when each of these has been judged alone, and the posts.
 *
 * - Where the Undo has not been sent to another server, everything is restored. It leaves no trace that the Undo was
 *   indexed, or handed to a publisher that had no server to send it to.
 * - Where it has been sent, the relationship has the verdict `anew`: the follower sends a new Follow, and the Undo
 *   stays.
 * - Where the relationship cannot be restored, nothing of the follow is. Of several follows of the same account that
 *   ended, the last one is restored.
 * - A follow that ended with an account stays ended where that account is left as it is.
 *
 * The verdict `aside` marks a row that is left alone, because the relationship's verdict covers it. A report
 * is no part of a follow.
 */
export async function judgeFollows(em: Em): Promise<void> {
  const database = em.getKysely();
  await listDroppedFollows(em);
  await sql`
    update ${undoSet} judged set verdict = follow.verdict
    from ${dropped} follow where follow.relationship = judged.place`.execute(database);
  await sql`
    update ${undoSet} change set verdict = 'aside'
    where (
        table_name = 'activities' and not ${isReport}
        or table_name = 'oban_jobs' and after ->> 'worker' <> 'Pleroma.Workers.MailerWorker'
      )
      and place not in ${partsOfPosts}
      and (verdict <> 'restore' or place not in (
        select part from ${dropped} follow
        cross join lateral (values (follow), (undo), (publishing), (indexing)) as of_follow (part)
        where follow.verdict = 'restore' and part is not null))`.execute(database);
}

/** Lists the follows that ended, each with its verdict and the places of its parts in the undo set. */
async function listDroppedFollows(em: Em): Promise<void> {
  await sql`drop table if exists ${dropped}`.execute(em.getKysely());
  await sql`
    create temporary table dropped_follow on commit drop as
    with follow as materialized (
      select place, action_id, verdict, before ->> 'actor' as actor, before #>> '{data,id}' as follow_id,
        coalesce(before #>> '{data,object,id}', before #>> '{data,object}') as object
      from ${undoSet} where table_name = 'activities' and after is null
    ),
    undo as materialized (
      select place, action_id, verdict, after #>> '{data,object,id}' as follow_id,
        steward.flake_text(id::uuid) as flake
      from ${undoSet} where table_name = 'activities' and before is null
    ),
    job as materialized (
      select place, verdict, after #>> '{args,op}' as op,
        coalesce(after #>> '{args,activity_id}', after #>> '{args,activity}') as flake
      from ${undoSet} where table_name = 'oban_jobs'
    )
    select ended.place as relationship, follow.place as follow, undo.place as undo,
      publishing.place as publishing, indexing.place as indexing,
      follower.ap_id as follower, followed.ap_id as followed, follower.id as follower_id, followed.id as followed_id,
      case
        when ended.verdict <> 'restore' then ended.verdict
        when exists (
          select from ${undoSet} party
          where party.table_name = 'users' and party.id in (follower.id::text, followed.id::text)
            and party.before ? 'is_active' and party.verdict = 'changed'
        ) then 'aside'
        when row_number() over (
          partition by follower.id, followed.id order by ended.verdict = 'restore' desc, ended.place desc
        ) > 1 then 'taken'
        when follow.place is null then 'restore'
        when publishing.verdict = 'begun' and not followed.local then
          case when follower.is_active then 'anew' else 'orphaned' end
        when follow.verdict <> 'restore' or undo.verdict not in ('restore', 'same') then 'changed'
        else 'restore' end as verdict
    from ${undoSet} ended
    join users follower on follower.id = (ended.before ->> 'follower_id')::uuid
    join users followed on followed.id = (ended.before ->> 'following_id')::uuid
    left join follow on follow.action_id = ended.action_id
      and follow.actor = follower.ap_id and follow.object = followed.ap_id
    left join undo on undo.action_id = ended.action_id and undo.follow_id = follow.follow_id
    left join job publishing on publishing.op = 'publish' and publishing.flake = undo.flake
    left join job indexing on indexing.op = 'add_to_index' and indexing.flake = undo.flake
    where ended.table_name = 'following_relationships' and ended.after is null`.execute(em.getKysely());
}

/** Leaves rows alone whose activity is left alone. Call it when everything else has been judged. */
export async function leaveCompanions(em: Em): Promise<void> {
  await sql`
    update ${undoSet} judged set verdict = 'aside'
    from ${undoSet} activity
    where judged.verdict = 'orphaned' and activity.table_name = 'activities' and activity.verdict = 'aside'
      and activity.id = judged.before ->> 'activity_id'`.execute(em.getKysely());
}

/** Leaves rows alone that another part restores. Call it last. */
export async function leaveContext(em: Em): Promise<void> {
  await sql`update ${undoSet} set verdict = 'context', restore = null where is_context`.execute(
    em.getKysely(),
  );
}

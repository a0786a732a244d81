import { sql } from 'kysely';
import { visibilityOf } from '../../akkoma/federation/visibility.ts';
import { type Journal, naive } from '../../database/change-records/journal.ts';
import { actorOf, entry } from './moderation-entry.ts';

/**
 * Writes what an action did to single posts into Akkoma's own `moderation_log`, as the Admin API does for the same act
 * (behaviour.md 18). Posts that an action on an account deletes have no entry, since the Admin API has no such call.
 *
 * @param since the id of the last change that the action recorded in earlier transactions; 0 for none.
 */
export async function logPosts(
  { journal, now }: { readonly journal: Journal; readonly now: Date },
  actionId: number,
  since: number,
): Promise<void> {
  await journal.insert(
    'moderation_log',
    ['data', 'inserted_at', 'updated_at'],
    sql`
      with ${actorOf(actionId)},
      changed as materialized (
        select change.* from steward.changes change
        where change.action_id = ${actionId} and change.id > ${since}
          and change.table_name in ('objects', 'activities') and exists (select from actor)
      ),
      acts as (
        select deleted.id as place, 'status_delete' as action, (deleted.key ->> 'id')::uuid as post,
          null::jsonb as sensitive, null::text as visibility
        from changed deleted join steward.actions act on act.id = deleted.action_id and act.operation = 'post.delete'
        where deleted.table_name = 'activities' and deleted.after is null
          and deleted.before #>> '{data,type}' = 'Create'
        union all
        select marked.id, 'status_update', post.id,
          coalesce(nullif(marked.after #> '{data,sensitive}', 'null'), 'false'), null
        from changed marked
        join activities post on post.data ->> 'type' = 'Create'
          and coalesce(post.data -> 'object' ->> 'id', post.data ->> 'object') = marked.after #>> '{data,id}'
        where marked.table_name = 'objects' and marked.before is not null
          and 'Tombstone' not in (marked.before #>> '{data,type}', marked.after #>> '{data,type}')
          and marked.before #> '{data,sensitive}' is distinct from marked.after #> '{data,sensitive}'
        union all
        select shown.id, 'status_update', post.id, null, ${visibilityOf('post')}
        from changed shown join activities post on post.id = (shown.key ->> 'id')::uuid
        where shown.table_name = 'activities' and shown.before is not null and shown.after is not null
          and shown.after #>> '{data,type}' = 'Create'
          and shown.before #> '{data,to}' is distinct from shown.after #> '{data,to}'
      )
      select ${entry(sentence)} || ${particulars}, ${naive(now)}, ${naive(now)}
      from acts cross join actor
      order by place`,
  );
}

/** The sentence of the web interface, after the actor's name. */
const sentence = sql`case
  when action = 'status_delete' then 'deleted status #' || steward.flake_text(post)
  when sensitive is not null
    then 'updated status #' || steward.flake_text(post) || ', set sensitive: ''' || (sensitive #>> '{}') || ''''
  else 'updated status #' || steward.flake_text(post) || ', set visibility: ''' || visibility || ''''
end`;

const particulars = sql`case action
  when 'status_delete' then jsonb_build_object('subject_id', steward.flake_text(post))
  else jsonb_build_object(
    'subject', jsonb_build_object('id', steward.flake_text(post), 'type', 'status'),
    'sensitive', sensitive, 'visibility', visibility)
end`;

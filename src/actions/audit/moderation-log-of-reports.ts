import { sql } from 'kysely';
import { type Journal, naive } from '../../database/change-records/journal.ts';
import { actorOf, entry } from './moderation-entry.ts';

/**
 * Writes what an action did to reports and their notes into Akkoma's own `moderation_log`, as the Admin API does for
 * the same act (behaviour.md 18): an entry for each report, which calls the reporter the user that it is on. Notes that
 * are deleted with their activity have no entry.
 *
 * @param since the id of the last change that the action recorded in earlier transactions; 0 for none.
 */
export async function logReports(
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
          and change.table_name in ('activities', 'report_notes') and exists (select from actor)
      ),
      acts as (
        select updated.id as place, 'report_update' as action, (updated.key ->> 'id')::uuid as report, null as note
        from changed updated
        where updated.table_name = 'activities' and updated.before #>> '{data,type}' = 'Flag'
          and updated.before #>> '{data,state}' is distinct from updated.after #>> '{data,state}'
          and updated.after is not null
        union all
        select noted.id, case when noted.before is null then 'report_note' else 'report_note_delete' end,
          (coalesce(noted.before, noted.after) ->> 'activity_id')::uuid, coalesce(noted.before, noted.after) ->> 'content'
        from changed noted
        where noted.table_name = 'report_notes' and num_nulls(noted.before, noted.after) = 1
      ),
      told as (
        select acts.*, steward.flake_text(report.id) as id, report.data ->> 'state' as state,
          reporter.id as reporter, reporter.nickname::text as nickname
        from acts
        join activities report on report.id = acts.report and report.data ->> 'type' = 'Flag'
        left join users reporter on reporter.ap_id = report.actor
      )
      select ${entry(sentence)} || ${particulars}, ${naive(now)}, ${naive(now)}
      from told cross join actor
      order by place`,
  );
}

/** The sentence of the web interface, after the actor's name. It leaves out a reporter who is gone. */
const sentence = sql`case action
  when 'report_update' then 'updated report #' || told.id || coalesce(' (on user @' || told.nickname || ')', '')
    || ' with ''' || coalesce(state, '') || ''' state'
  when 'report_note'
    then 'added note ''' || coalesce(note, '') || ''' to report #' || told.id || coalesce(' on user @' || told.nickname, '')
  else 'deleted note ''' || coalesce(note, '') || ''' from report #' || told.id || coalesce(' on user @' || told.nickname, '')
end`;

const particulars = sql`jsonb_strip_nulls(jsonb_build_object(
  'subject', jsonb_build_object('id', told.id, 'type', 'report', 'state', state),
  'subject_actor', case when reporter is not null
    then jsonb_build_object('id', steward.flake_text(reporter), 'nickname', told.nickname, 'type', 'user') end,
  'text', note))`;

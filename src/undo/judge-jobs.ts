import { sql } from 'kysely';
import { undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';

/**
 * Judges which jobs can still be removed from the server's queue: those that it has not begun. A job that has begun, or
 * is gone because it is finished, has the verdict `begun` (behaviour.md 1.11).
 */
export async function judgeJobs(em: Em): Promise<void> {
  await sql`
    update ${undoSet} judged set verdict = given.verdict
    from (
      select change.place,
        case when job.state::text in ('available', 'scheduled', 'suspended') and job.attempt = 0 then 'restore' else 'begun' end as verdict
      from ${undoSet} change left join oban_jobs job on job.id = change.id::bigint
      where change.table_name = 'oban_jobs' and change.before is null
    ) given
    where given.place = judged.place`.execute(em.getKysely());
}

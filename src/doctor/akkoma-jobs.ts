import { sql } from 'kysely';
import type { Database } from '../database/connection/connection.ts';
import { type Text, text } from '../text/text.ts';
import { defineCheck, ok, warning } from './check.ts';

/** Jobs that are overdue for more minutes than this cause a warning, if no job was taken in this time either. */
const overdueAfter = 5;

/**
 * Checks whether Akkoma's server works on its queue, by when its jobs were due and when one was last taken. Oban prunes
 * completed jobs, so the lack of a recently taken job alone proves nothing.
 */
export const akkomaJobs = defineCheck({
  name: 'Akkoma’s job queue',
  needs: ['database', 'features'],
  look: async ({ database, features }) => {
    if (!('oban_jobs' in features.columns)) {
      return warning(text`There is no oban_jobs to tell from.`, text`Mend the tables first.`);
    }
    const { overdue, oldest, taken } = await lookAtJobs(database);
    const leader = await leaderOf(database);
    if (overdue > 0 && (taken === null || taken > overdueAfter)) {
      return warning(
        text`${overdue} jobs in oban_jobs are overdue, the oldest by ${oldest} minutes, and ${takenIn(taken)}${leader}.`,
        text`Start Akkoma, or look for "Oban" in its log: removals, federation and mails wait for it.`,
      );
    }
    return overdue > 0
      ? ok(
          text`${overdue} jobs are overdue, the oldest by ${oldest} minutes, but ${takenIn(taken)}${leader}.`,
        )
      : ok(
          text`No job in oban_jobs has been due for more than ${overdueAfter} minutes; ${takenIn(taken)}${leader}.`,
        );
  },
});

const takenIn = (minutes: number | null): Text =>
  minutes === null ? text`none is on record as taken` : text`the last one was taken ${minutes} minutes ago`;

interface Jobs {
  /** Counted up to 1000. */
  readonly overdue: number;
  /** Minutes since the oldest overdue job was due. `taken`: minutes since a job was last taken. */
  readonly oldest: number;
  readonly taken: number | null;
}

async function lookAtJobs(database: Database): Promise<Jobs> {
  const { rows } = await sql<Jobs>`
    with late as (
      select scheduled_at from oban_jobs
      where state in ('available', 'scheduled', 'retryable')
        and scheduled_at < timezone('UTC', now()) - make_interval(mins => ${overdueAfter}::integer)
      order by scheduled_at limit 1000)
    select count(*)::integer as overdue,
      coalesce(floor(extract(epoch from timezone('UTC', now()) - min(scheduled_at)) / 60), 0)::integer as oldest,
      (select floor(extract(epoch from timezone('UTC', now()) - max(attempted_at)) / 60)::integer
        from oban_jobs where state in ('executing', 'completed', 'retryable')) as taken
    from late`.execute(database.em.fork().getKysely());
  return rows[0] ?? { overdue: 0, oldest: 0, taken: null };
}

/** The leader by `oban_peers`, where Steward may read that table. A running leader renews its row every half minute. */
async function leaderOf(database: Database): Promise<Text> {
  const kysely = database.em.fork().getKysely();
  const { rows: readable } = await sql`
    select 1 where has_table_privilege(to_regclass('oban_peers'), 'select')`.execute(kysely);
  if (readable.length === 0) return text``;
  const { rows } = await sql<{ node: string; lives: boolean }>`
    select node, expires_at > timezone('UTC', now()) as lives from oban_peers
    order by expires_at desc limit 1`.execute(kysely);
  const [peer] = rows;
  if (peer === undefined) return text``;
  return peer.lives
    ? text`; ${peer.node} leads, by oban_peers`
    : text`; ${peer.node} led, and is silent by now`;
}

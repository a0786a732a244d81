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
      return warning(text`The table oban_jobs is missing.`, text`Fix the check "Akkoma’s tables" first.`);
    }
    const { overdue, oldest, taken } = await lookAtJobs(database);
    const leader = await leaderOf(database);
    const running = text`${takenIn(taken)}${leader}.`;
    if (overdue === 0) {
      return ok(text`No job in oban_jobs is more than ${overdueAfter} minutes overdue. ${running}`);
    }
    const said = text`Overdue jobs in oban_jobs: ${overdue}, the oldest by ${inMinutes(oldest)}. ${running}`;
    return taken === null || taken > overdueAfter
      ? warning(
          said,
          text`Start Akkoma, or search its log for "Oban". Deletions, federation and mails wait for these jobs.`,
        )
      : ok(said);
  },
});

const takenIn = (minutes: number | null): Text =>
  minutes === null
    ? text`There is no record that Akkoma took a job`
    : text`Akkoma took its last job ${inMinutes(minutes)} ago`;

const inMinutes = (count: number): Text => (count === 1 ? text`1 minute` : text`${count} minutes`);

interface Jobs {
  readonly overdue: number;
  /** Minutes since the oldest overdue job was due. `taken`: minutes since a job was last taken. */
  readonly oldest: number;
  readonly taken: number | null;
}

async function lookAtJobs(database: Database): Promise<Jobs> {
  const { rows } = await sql<Jobs>`
    select count(*)::integer as overdue,
      coalesce(floor(extract(epoch from timezone('UTC', now()) - min(scheduled_at)) / 60), 0)::integer as oldest,
      (select floor(extract(epoch from timezone('UTC', now()) - max(attempted_at)) / 60)::integer
        from oban_jobs where state in ('executing', 'completed', 'retryable')) as taken
    from oban_jobs
    where state in ('available', 'scheduled', 'retryable')
      and scheduled_at < timezone('UTC', now()) - make_interval(mins => ${overdueAfter}::integer)`.execute(
    database.em.fork().getKysely(),
  );
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
    ? text`; the leader in oban_peers is ${peer.node}`
    : text`; the leader in oban_peers was ${peer.node}, which no longer reports`;
}

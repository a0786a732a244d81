import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { type JobKindName, jobKinds } from '../../database/rights/job-kinds.ts';
import type { Instance } from '../instance.ts';
import type { Settings } from '../settings.ts';

/** How jobs of a kind run, which depends on the settings of the server. */
interface Running {
  attempts(settings: Settings): number;
  /** The delay in seconds before a server may take the job. Without it, the job is available immediately. */
  delay?(settings: Settings): number;
}

const indexing: Running = { attempts: ({ retries }) => retries.searchIndexing };
const publishing: Running = { attempts: ({ retries }) => retries.federatorOutgoing };
const once: Running = { attempts: () => 1 };

const runs: Readonly<Record<JobKindName, Running>> = {
  addToIndex: indexing,
  removeFromIndex: indexing,
  mail: once,
  publish: publishing,
  publishDelete: publishing,
  cleanUpAttachments: once,
  cleanUpAttachmentsLater: { ...once, delay: ({ cleanupAttachmentsDelay }) => cleanupAttachmentsDelay },
  deleteUser: once,
  activation: once,
};

interface EnqueueContext {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
}

/**
 * The call of the function that inserts jobs. It is the only way: Steward's role may not insert into the queue. The
 * rows that it yields are the new jobs, in the order of the source.
 *
 * @param source a select of one column, the arguments as jsonb, with one row for each job.
 */
export function enqueuedBy(
  kind: JobKindName,
  settings: Settings,
  source: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { attempts, delay }: Running = runs[kind];
  return sql`steward.enqueue(
    ${kind}, ${attempts(settings)}::integer, ${delay?.(settings) ?? null}::float8, array(${source}))`;
}

/**
 * Enqueues jobs in the way that is open to programs outside Akkoma (behaviour.md 1.11). If no trigger notifies the
 * server of new jobs, this function does (behaviour.md 21.4). Without the notification, the server would find them
 * within a second.
 *
 * @param source a select of one column, the arguments as jsonb, with one row for each job.
 * @returns the number of jobs.
 */
export async function enqueue(
  { em, journal, instance: { settings, features } }: EnqueueContext,
  kind: JobKindName,
  source: RawBuilder<unknown>,
): Promise<number> {
  const isDelayed = runs[kind].delay !== undefined;
  const columns = ['worker', 'queue', 'priority', 'max_attempts', 'args'];
  const count = await journal.insertBy(
    'oban_jobs',
    isDelayed ? [...columns, 'state', 'scheduled_at'] : columns,
    sql`select * from ${enqueuedBy(kind, settings, source)}`,
  );
  if (count > 0 && !isDelayed && !features.announcesJobs) {
    await sql`
      select pg_notify('public.oban_insert', json_build_object('queue', ${jobKinds[kind].queue}::text)::text)`.execute(
      em.getKysely(),
    );
  }
  return count;
}

/**
 * Whether jobs for the search index are created: always before 3.15, and from then on only where another program than
 * the database is searched. Where the database is searched, such jobs would fail (behaviour.md 21.5).
 */
export const writesIndexJobs = ({ features, settings }: Instance): boolean =>
  features.alwaysIndexes || settings.externalSearch;

/** The progress of a job in Akkoma's queue. */
export interface JobState {
  /** `taken`: a server is executing it. `ended`: it has completed, was discarded or was cancelled. */
  readonly state: 'waiting' | 'taken' | 'ended';
  /** When a server took the job, if it is executing; otherwise the time that it is scheduled for. */
  readonly since: Date;
}

/**
 * Returns the progress of the newest job with these arguments. Null if there is none, or if it ended long enough ago
 * that the server has deleted it. The index on the arguments finds it.
 */
export async function newestJob(
  em: Em,
  kind: JobKindName,
  args: Readonly<Record<string, string>>,
): Promise<JobState | null> {
  // The states are compared as text, because not every version of Oban has all of them.
  const { rows } = await sql<{ state: JobState['state']; since: number }>`
    select
      case when state::text in ('available', 'scheduled', 'retryable', 'suspended') then 'waiting'
        when state = 'executing' then 'taken' else 'ended' end as state,
      extract(epoch from case when state = 'executing' then attempted_at else scheduled_at end)::float8 as since
    from oban_jobs
    where args @> ${JSON.stringify(args)}::jsonb and worker = ${jobKinds[kind].worker}
    order by id desc limit 1`.execute(em.getKysely());
  const [row] = rows;
  return row === undefined ? null : { state: row.state, since: new Date(row.since * 1000) };
}

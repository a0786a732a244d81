import { type RawBuilder, sql } from 'kysely';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';
import type { Settings } from '../settings.ts';

/** A kind of job that Akkoma's server runs (behaviour.md 16). */
interface JobKind {
  readonly worker: string;
  readonly queue: string;
  /** The default is 0, the most urgent. */
  readonly priority?: number;
  /** The delay in seconds before a server may take the job. Without it, the job is available immediately. */
  delay?(settings: Settings): number;
  attempts(settings: Settings): number;
}

const kinds = {
  addToIndex: {
    worker: 'Pleroma.Workers.SearchIndexingWorker',
    queue: 'search_indexing',
    attempts: ({ retries }) => retries.searchIndexing,
  },
  removeFromIndex: {
    worker: 'Pleroma.Workers.SearchIndexingWorker',
    queue: 'search_indexing',
    attempts: ({ retries }) => retries.searchIndexing,
  },
  mail: {
    worker: 'Pleroma.Workers.MailerWorker',
    queue: 'mailer',
    attempts: () => 1,
  },
  publish: {
    worker: 'Pleroma.Workers.PublisherWorker',
    queue: 'federator_outgoing',
    attempts: ({ retries }) => retries.federatorOutgoing,
  },
  publishDelete: {
    worker: 'Pleroma.Workers.PublisherWorker',
    queue: 'federator_outgoing',
    priority: 3,
    attempts: ({ retries }) => retries.federatorOutgoing,
  },
  cleanUpAttachments: {
    worker: 'Pleroma.Workers.AttachmentsCleanupWorker',
    queue: 'attachments_cleanup',
    attempts: () => 1,
  },
  cleanUpAttachmentsLater: {
    worker: 'Pleroma.Workers.AttachmentsCleanupWorker',
    queue: 'attachments_cleanup',
    delay: ({ cleanupAttachmentsDelay }) => cleanupAttachmentsDelay,
    attempts: () => 1,
  },
  deleteUser: {
    worker: 'Pleroma.Workers.BackgroundWorker',
    queue: 'background',
    attempts: () => 1,
  },
} as const satisfies Record<string, JobKind>;

interface EnqueueContext {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
}

/**
 * Enqueues jobs in the way that is open to programs outside Akkoma (behaviour.md 1.11): columns that are not named here
 * take their defaults. If no trigger notifies the server of new jobs, this function does (behaviour.md 21.4). Without
 * the notification, the server would find them within a second.
 *
 * @param source a select of one column, the arguments as jsonb, with one row for each job.
 * @returns the number of jobs.
 */
export async function enqueue(
  { em, journal, instance: { settings, features } }: EnqueueContext,
  kind: keyof typeof kinds,
  source: RawBuilder<unknown>,
): Promise<number> {
  const { worker, queue, priority = 0, attempts, delay }: JobKind = kinds[kind];
  const job = sql`${worker}, ${queue}, ${priority}::integer, ${attempts(settings)}::integer, job.args`;
  const columns = ['worker', 'queue', 'priority', 'max_attempts', 'args'];
  if (delay !== undefined) {
    return journal.insert(
      'oban_jobs',
      [...columns, 'state', 'scheduled_at'],
      sql`
        select ${job}, 'scheduled'::oban_job_state,
          timezone('UTC', now()) + make_interval(secs => ${delay(settings)}::float8)
        from (${source}) as job (args)`,
    );
  }
  const count = await journal.insert('oban_jobs', columns, sql`select ${job} from (${source}) as job (args)`);
  if (count > 0 && !features.announcesJobs) {
    await sql`
      select pg_notify('public.oban_insert', json_build_object('queue', ${queue}::text)::text)`.execute(
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
  kind: keyof typeof kinds,
  args: Readonly<Record<string, string>>,
): Promise<JobState | null> {
  // The states are compared as text, because not every version of Oban has all of them.
  const { rows } = await sql<{ state: JobState['state']; since: number }>`
    select
      case when state::text in ('available', 'scheduled', 'retryable', 'suspended') then 'waiting'
        when state = 'executing' then 'taken' else 'ended' end as state,
      extract(epoch from case when state = 'executing' then attempted_at else scheduled_at end)::float8 as since
    from oban_jobs
    where args @> ${JSON.stringify(args)}::jsonb and worker = ${kinds[kind].worker}
    order by id desc limit 1`.execute(em.getKysely());
  const [row] = rows;
  return row === undefined ? null : { state: row.state, since: new Date(row.since * 1000) };
}

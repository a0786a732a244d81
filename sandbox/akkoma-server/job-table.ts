import type { ClientBase } from 'pg';

export interface Job {
  readonly id: string;
  readonly worker: string;
  readonly args: {
    readonly op?: string;
    readonly user_id?: string;
    readonly activity_id?: string;
    readonly status?: boolean;
  };
  readonly attempt: number;
  readonly max_attempts: number;
}

/** Makes the jobs available whose time has come. */
export async function stageJobs(client: ClientBase): Promise<void> {
  await client.query(
    `update oban_jobs set state = 'available'
     where state in ('scheduled', 'retryable') and scheduled_at <= timezone('UTC', now())`,
  );
}

/**
 * Claims the next job as Oban 2.17 does. The real server works on its queues in parallel. This one runs one job at a
 * time, so it takes the queue `background` first: otherwise the removal of an account would wait until all its
 * activities have been published.
 *
 * @param queues the queues to take jobs from; null for all.
 * @returns the job, or null when none is available.
 */
export async function takeJob(
  client: ClientBase,
  node: string,
  queues: readonly string[] | null,
): Promise<Job | null> {
  const { rows } = await client.query<Job>(
    `update oban_jobs set state = 'executing', attempt = attempt + 1, attempted_at = timezone('UTC', now()),
       attempted_by = array[$1]
     where id = (
       select id from oban_jobs where state = 'available' and attempt < max_attempts and ($2::text[] is null or queue = any($2))
       order by queue <> 'background', priority, scheduled_at, id limit 1 for update skip locked
     )
     returning id, worker, args, attempt, max_attempts`,
    [node, queues],
  );
  return rows[0] ?? null;
}

export async function completeJob(client: ClientBase, { id }: Job): Promise<void> {
  await client.query(
    `update oban_jobs set state = 'completed', completed_at = timezone('UTC', now()) where id = $1`,
    [id],
  );
}

/**
 * Schedules a failed job for a retry after attempt⁵ + 15 seconds, or discards it after its last attempt. The random
 * part of the wait (behaviour.md 1.11) is left out.
 */
export async function failJob(
  client: ClientBase,
  { id, attempt, max_attempts: most }: Job,
  error: unknown,
): Promise<void> {
  const entry = { at: new Date().toISOString(), attempt, error: String(error) };
  await client.query(
    attempt < most
      ? `update oban_jobs set state = 'retryable', errors = errors || $2::jsonb,
           scheduled_at = timezone('UTC', now()) + make_interval(secs => power(attempt, 5) + 15)
         where id = $1`
      : `update oban_jobs set state = 'discarded', errors = errors || $2::jsonb,
           discarded_at = timezone('UTC', now())
         where id = $1`,
    [id, entry],
  );
}

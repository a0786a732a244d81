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

/** Makes those jobs available of which the time has come. */
export async function stageJobs(client: ClientBase): Promise<void> {
  await client.query(
    `update oban_jobs set state = 'available'
     where state in ('scheduled', 'retryable') and scheduled_at <= timezone('UTC', now())`,
  );
}

/**
 * Takes the next job as Oban 2.17 does; null where none is available. The server works on its queues side by side; here,
 * where jobs go one by one, no account waits for its removal until all that it said has been sent.
 *
 * @param queues null for all.
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

/** Puts a job off that failed, for longer each time (behaviour.md 1.11), or discards it after its last attempt. */
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

import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { enqueue, type JobState, newestJob } from '../federation/oban-jobs.ts';

/** The arguments of the server's own job that removes an account (behaviour.md 16). */
const argsFor = (id: string) => ({ op: 'delete_user', user_id: id });

/**
 * Enqueues the server's jobs that delete what accounts leave behind, one for each. If the server has killed an earlier
 * job, the new job continues where it stopped.
 *
 * @param ids the FlakeIds of the accounts.
 */
export async function enqueueRemoval(
  context: Parameters<typeof enqueue>[0],
  ...ids: readonly string[]
): Promise<void> {
  await enqueue(
    context,
    'deleteUser',
    sql`
      select args from jsonb_array_elements(${JSON.stringify(ids.map(argsFor))}::jsonb)
      with ordinality as job (args, place) order by place`,
  );
}

export const findRemovalJob = (em: Em, id: string): Promise<JobState | null> =>
  newestJob(em, 'deleteUser', argsFor(id));

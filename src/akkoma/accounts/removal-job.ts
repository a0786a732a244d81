import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { enqueue, type JobState, newestJob } from '../federation/oban-jobs.ts';

/** The arguments of the server's own job that removes an account (behaviour.md 16). */
const argsFor = (id: string) => ({ op: 'delete_user', user_id: id });

/**
 * Enqueues the server's job that deletes what an account leaves behind. If the server has killed an earlier job, the
 * new job continues where it stopped.
 *
 * @param id the account's FlakeId.
 */
export async function enqueueRemoval(context: Parameters<typeof enqueue>[0], id: string): Promise<void> {
  await enqueue(context, 'deleteUser', sql`select ${JSON.stringify(argsFor(id))}::jsonb`);
}

export const findRemovalJob = (em: Em, id: string): Promise<JobState | null> =>
  newestJob(em, 'deleteUser', argsFor(id));

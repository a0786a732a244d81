import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { enqueue, newestJob, type Standing } from '../federation/oban-jobs.ts';

/** What the server's own job for removing an account is told (behaviour.md 16). */
const argsFor = (id: string) => ({ op: 'delete_user', user_id: id });

/** Has the server clear away what an account leaves behind; it goes on where it was killed. @param id the FlakeId. */
export async function enqueueRemoval(writing: Parameters<typeof enqueue>[0], id: string): Promise<void> {
  await enqueue(writing, 'deleteUser', sql`select ${JSON.stringify(argsFor(id))}::jsonb`);
}

export const findRemovalJob = (em: Em, id: string): Promise<Standing | null> =>
  newestJob(em, 'deleteUser', argsFor(id));

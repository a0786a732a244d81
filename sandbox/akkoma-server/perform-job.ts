import type { ClientBase } from 'pg';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { releaseOf } from '../database/releases.ts';
import { type AccountsInMemory, setActivation } from './accounts-in-memory.ts';
import { deleteUser } from './delete-user.ts';
import type { Job } from './job-table.ts';
import { openRecords, type ServerSettings } from './records.ts';

/** The limits at which the server kills a `delete_user` job. */
export interface Lifespan {
  /** In milliseconds. */
  readonly timeLimit: number;
  /** The number of items (follows, posts, likes and boosts) after which the job fails. */
  readonly diesAfter: number;
}

/**
 * Does one job. Jobs of other kinds than those below succeed without doing anything.
 *
 * @throws Error when the attempt fails.
 */
export async function performJob(
  client: ClientBase,
  { args }: Job,
  { memory, ...settings }: Omit<ServerSettings, 'akkoma'> & { readonly memory: AccountsInMemory },
  { timeLimit, diesAfter }: Lifespan,
): Promise<void> {
  if (args.op === 'user_activation' && args.user_id !== undefined) {
    const records = openRecords(client, { ...settings, akkoma: await releaseOf(client) });
    await setActivation(records, memory, uuidFromFlakeId(args.user_id), args.status === true);
  }
  if (args.op === 'delete_user' && args.user_id !== undefined) {
    const over = Date.now() + timeLimit;
    const akkoma = await releaseOf(client);
    let done = 0;
    await deleteUser(openRecords(client, { ...settings, akkoma }), args.user_id, async (work) => {
      if (done === diesAfter || Date.now() >= over) throw new Error(`Timed out after ${timeLimit} ms`);
      await client.query('begin');
      try {
        await work();
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
      done += 1;
    });
  }
  if (args.op === 'publish') await requireActiveActor(client, args.activity_id ?? '');
}

/**
 * Imitates a trap of the server: a publish job looks for the activity of an active account, so for a deactivated
 * account it fails and publishes nothing (behaviour.md 12.1).
 */
async function requireActiveActor(client: ClientBase, activity: string): Promise<void> {
  const { rows } = await client.query(
    'select from activities a join users u on u.ap_id = a.actor where a.id = $1 and u.is_active',
    [uuidFromFlakeId(activity)],
  );
  if (rows.length === 0) throw new Error('There is no such activity of an active account');
}

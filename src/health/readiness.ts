import { type Client, Status } from 'discord.js';
import { sql } from 'kysely';
import type { Database } from '../database/connection/connection.ts';
import { withTimeout } from '../process/with-timeout.ts';

/** The parts that the bot works with. Each is set once it exists. */
export interface Parts {
  readonly database?: Database;
  readonly client?: Client;
  /** Whether the workers have been started. */
  readonly workers?: true;
  readonly stopping?: true;
}

/** The time limit for an answer of the database, in milliseconds. */
const answerTimeout = 2_000;

/** The parts that keep the bot from working, each with the reason; empty when it is ready. */
export async function lackingIn(parts: Parts): Promise<Readonly<Record<string, string>>> {
  if (parts.stopping) return { bot: 'stopping' };
  return {
    ...(isConnected(parts.client) ? {} : { gateway: 'not connected' }),
    ...((await answers(parts.database)) ? {} : { database: `no answer within ${answerTimeout / 1_000} s` }),
    ...(parts.workers ? {} : { workers: 'not started' }),
  };
}

/**
 * `isReady` stays true after the first connection. Only the status of the shards shows whether there is a session now.
 */
export const isConnected = (client: Client | undefined): boolean =>
  client?.isReady() === true && client.ws.shards.every(({ status }) => status === Status.Ready);

async function answers(database: Database | undefined): Promise<boolean> {
  if (database === undefined) return false;
  const asked = sql`select 1`.execute(database.em.fork().getKysely()).then(
    () => true,
    () => false,
  );
  return withTimeout(answerTimeout, asked, false);
}

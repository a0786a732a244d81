import { type Client, Status } from 'discord.js';
import type { Database } from '../database/connection/connection.ts';
import { onlyReads } from '../database/connection/only-reads.ts';
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
    ...(await faultOf(parts.database)),
    ...(parts.workers ? {} : { workers: 'not started' }),
  };
}

/**
 * `isReady` stays true after the first connection. Only the status of the shards shows whether there is a session now.
 */
export const isConnected = (client: Client | undefined): boolean =>
  client?.isReady() === true && client.ws.shards.every(({ status }) => status === Status.Ready);

async function faultOf(database: Database | undefined): Promise<{ readonly database?: string }> {
  const silent = { database: `no answer within ${answerTimeout / 1_000} s` };
  if (database === undefined) return silent;
  const asked = onlyReads(database.em.fork()).then(
    (isReadOnly) => (isReadOnly ? { database: 'only reads' } : {}),
    () => silent,
  );
  return withTimeout(answerTimeout, asked, silent);
}

import { type Client, Status } from 'discord.js';
import { sql } from 'kysely';
import type { Database } from '../database/connection/connection.ts';
import { within } from '../process/within.ts';

/** What the bot works with, each from when it is there. */
export interface Parts {
  readonly database?: Database;
  readonly client?: Client;
  /** Whether the background work has been started. */
  readonly workers?: true;
  readonly stopping?: true;
}

/** How long the database may take to answer, in milliseconds. */
const patience = 2_000;

/** What keeps the bot from its work just now, each with why; nothing where it is ready. */
export async function lackingIn(parts: Parts): Promise<Readonly<Record<string, string>>> {
  if (parts.stopping) return { bot: 'is stopping' };
  return {
    ...(isConnected(parts.client) ? {} : { gateway: 'is not connected' }),
    ...((await answers(parts.database)) ? {} : { database: `does not answer within ${patience / 1_000} s` }),
    ...(parts.workers ? {} : { workers: 'are not started' }),
  };
}

/** The client itself is ready once and for all: whether a session is, its shards know. */
export const isConnected = (client: Client | undefined): boolean =>
  client?.isReady() === true && client.ws.shards.every(({ status }) => status === Status.Ready);

async function answers(database: Database | undefined): Promise<boolean> {
  if (database === undefined) return false;
  const asked = sql`select 1`.execute(database.em.fork().getKysely()).then(
    () => true,
    () => false,
  );
  return within(patience, asked, false);
}

import { onTestFinished } from 'vitest';
import { connect, type Database } from '../../src/database/connection/connection.ts';
import { type Jobs, openJobs } from '../../src/jobs/index.ts';

/** Steward's connections to a database, and its queues there. */
export interface Connections {
  readonly database: Database;
  /** Opened immediately. A call waits until the queues are open. */
  readonly jobs: Jobs & { readonly opened: Promise<Jobs> };
}

/** The application name of connections that stay open between tests. */
export const lastingName = 'steward-test-lasting';

/** The connections that stay open between tests, by the address of their database. */
const lasting = new Map<string, Connections>();

/**
 * Opens connections that all tests of this process share until they are closed. New ones would take a tenth of a second
 * for each test.
 */
export async function keepConnections(url: string): Promise<void> {
  if (lasting.has(url)) return;
  const opened = open(url, lastingName);
  lasting.set(url, opened);
  await opened.jobs.opened;
}

export const isKept = (url: string): boolean => lasting.has(url);

/** Closes the connections that were kept open. */
export async function closeConnections(url: string): Promise<void> {
  const kept = lasting.get(url);
  lasting.delete(url);
  if (kept !== undefined) await close(kept);
}

/** The kept connections to a database, or else new ones for the calling test. */
export const connectionsTo = (url: string): Connections =>
  lasting.get(url) ?? ownConnections(url, onTestFinished);

/** Opens connections that nothing else uses. Passes the function that closes them to `atEnd`. */
export function ownConnections(url: string, atEnd: (close: () => Promise<void>) => void): Connections {
  const opened = open(url, 'steward-test');
  atEnd(() => close(opened));
  return opened;
}

function open(url: string, applicationName: string): Connections {
  const database = connect(url, applicationName);
  const opened = openJobs(database);
  const jobs: Connections['jobs'] = {
    opened,
    send: async (...args) => (await opened).send(...args),
    sendAll: async (...args) => (await opened).sendAll(...args),
    close: async () => (await opened).close(),
  };
  return { database, jobs };
}

async function close({ database, jobs }: Connections): Promise<void> {
  await jobs.close();
  await database.close();
}

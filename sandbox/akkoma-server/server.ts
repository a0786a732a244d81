import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { Client } from 'pg';
import { releaseOf } from '../database/releases.ts';
import { createAccountsInMemory, type Remembered } from './accounts-in-memory.ts';
import { completeJob, failJob, stageJobs, takeJob } from './job-table.ts';
import { type Lifespan, performJob } from './perform-job.ts';
import { openRecords, type ServerSettings } from './records.ts';

interface ServerOptions extends Partial<Lifespan>, Partial<Omit<ServerSettings, 'akkoma'>> {
  readonly url: string;
  /** The queues that it works on; all by default. */
  readonly queues?: readonly string[] | null;
}

export interface AkkomaServer {
  /**
   * Returns the account as the server has it in memory, reading it into memory if it is not there, as a request with
   * the account's token would.
   */
  cachedAccount(nickname: string): Promise<Remembered | undefined>;
  /** Reads all local accounts into memory, as if each had just been used. */
  rememberAll(): Promise<void>;
  /** Resolves when every available job has run, whether it succeeded or failed. */
  idle(): Promise<void>;
  /** Stops the server; resolves when the running job has ended. */
  stop(): Promise<void>;
}

/** How often the server polls for jobs without a notification, in milliseconds. */
const stagingInterval = 1_000;

/**
 * Starts a stand-in for Akkoma's server that works on its job queue. It removes accounts within the server's time
 * limit, does `user_activation` jobs, and fails publish jobs of accounts that are not active. All other jobs succeed
 * without doing anything.
 */
export async function startAkkomaServer({
  url,
  queues = null,
  timeLimit = 5_000,
  diesAfter = Number.POSITIVE_INFINITY,
  baseUrl = 'https://social.test',
  federating = true,
  cleanupAttachments = false,
  externalSearch = false,
}: ServerOptions): Promise<AkkomaServer> {
  const client = new Client({ connectionString: url, application_name: 'akkoma' });
  await client.connect();
  await client.query('listen "public.oban_insert"');
  // A second connection reads accounts into memory while a job uses the first.
  const beside = new Client({ connectionString: url, application_name: 'akkoma' });
  await beside.connect();
  beside.on('error', () => undefined);
  const memory = createAccountsInMemory();
  const settings = { baseUrl, federating, cleanupAttachments, externalSearch, memory };
  const stopping = new AbortController();
  // The database may end before `stop` is called, as when Ctrl-C ends all processes at the same time.
  client.on('error', () => stopping.abort());

  const round = async (): Promise<void> => {
    await stageJobs(client);
    while (!stopping.signal.aborted) {
      const job = await takeJob(client, 'sandbox', queues);
      if (job === null) return;
      try {
        await performJob(client, job, settings, { timeLimit, diesAfter });
        await completeJob(client, job);
      } catch (error) {
        await failJob(client, job, error);
      }
    }
  };
  let latest: Promise<void> = Promise.resolve();
  const next = (): Promise<void> => {
    latest = latest.then(round);
    return latest;
  };
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await next().catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      });
      const calledOff = new AbortController();
      const signal = AbortSignal.any([stopping.signal, calledOff.signal]);
      await Promise.race([
        once(client, 'notification', { signal }),
        after(stagingInterval, undefined, { signal }),
      ]).catch(() => undefined);
      calledOff.abort();
    }
  };
  const watching = watch();

  const readAccount = async (nickname: string): Promise<Remembered | undefined> => {
    const { rows } = await beside.query<{ id: string }>('select id from users where nickname = $1', [
      nickname,
    ]);
    const [found] = rows;
    if (found === undefined) return undefined;
    const records = openRecords(beside, { ...settings, akkoma: await releaseOf(beside) });
    return (await memory.get(records, found.id)) as Remembered | undefined;
  };
  let before: Promise<unknown> = Promise.resolve();
  /** A connection runs one statement at a time, and several visitors may ask at once. */
  const cachedAccount = (nickname: string): Promise<Remembered | undefined> => {
    const account = before.then(() => readAccount(nickname));
    before = account.catch(() => undefined);
    return account;
  };

  return {
    cachedAccount,
    rememberAll: async () => {
      const { rows } = await beside.query<{ nickname: string }>(
        'select nickname from users where local and nickname is not null',
      );
      for (const { nickname } of rows) await cachedAccount(nickname);
    },
    idle: next,
    stop: async () => {
      stopping.abort();
      await watching.finally(() => Promise.all([client.end(), beside.end()]));
    },
  };
}

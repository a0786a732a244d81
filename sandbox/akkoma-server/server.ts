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
  /** Which of its queues it works on; all, if nothing is said. */
  readonly queues?: readonly string[] | null;
}

export interface AkkomaServer {
  /** What it goes by where an account does something: a request with its token has it kept in memory. */
  remembers(nickname: string): Promise<Remembered | undefined>;
  /** Has it keep all local accounts in memory, as if each had been used just now. */
  rememberAll(): Promise<void>;
  /** Resolves when every job that was there has been taken and has ended, one way or the other. */
  idle(): Promise<void>;
  /** Resolves when the job that is under way has ended. */
  stop(): Promise<void>;
}

/** How often it looks for jobs that nobody told it of, in milliseconds. */
const stagingInterval = 1_000;

/**
 * Works on Akkoma's job queue as the running server would, where nothing else does: it removes accounts, within the time
 * that the server gives it, and lets all other jobs pass without doing anything.
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
  // Whoever asks what it remembers does so beside its jobs.
  const beside = new Client({ connectionString: url, application_name: 'akkoma' });
  await beside.connect();
  beside.on('error', () => undefined);
  const memory = createAccountsInMemory();
  const settings = { baseUrl, federating, cleanupAttachments, externalSearch, memory };
  const stopping = new AbortController();
  // The database may be gone before this is told to stop: whoever ends a program ends both at once.
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

  const remembers = async (nickname: string): Promise<Remembered | undefined> => {
    const { rows } = await beside.query<{ id: string }>('select id from users where nickname = $1', [
      nickname,
    ]);
    const [found] = rows;
    if (found === undefined) return undefined;
    const records = openRecords(beside, { ...settings, akkoma: await releaseOf(beside) });
    return (await memory.get(records, found.id)) as Remembered | undefined;
  };

  return {
    remembers,
    rememberAll: async () => {
      const { rows } = await beside.query<{ nickname: string }>(
        'select nickname from users where local and nickname is not null',
      );
      for (const { nickname } of rows) await remembers(nickname);
    },
    idle: next,
    stop: async () => {
      stopping.abort();
      await watching.finally(() => Promise.all([client.end(), beside.end()]));
    },
  };
}

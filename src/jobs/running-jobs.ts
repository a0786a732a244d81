import pLimit from 'p-limit';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { clientOptions } from '../database/connection/connection.ts';
import { jobSchema, queueNames } from './queues.ts';

/**
 * The jobs that this process runs. It holds a lock for each, on a connection that does nothing else: when the process is
 * killed, the server ends the connection, and other processes see that nobody runs the job any more. Behind a connection
 * pooler, which gives each statement another backend, there are no locks: pg-boss then waits for the heartbeats alone.
 * Where the connection cannot be opened, as at the connection limit of the role, jobs run with their heartbeats alone, too.
 */
export interface RunningJobs {
  /** Does the work of a job, and holds its lock meanwhile if it can. */
  during(job: string, work: () => Promise<void>): Promise<void>;
  /**
   * Returns the jobs of killed processes to their queues. It takes a job only if nobody holds its lock and heartbeats
   * are missing, so that neither a process that hangs nor a lost connection looks like a killed process.
   */
  requeueOrphans(): Promise<void>;
  close(): Promise<void>;
}

/** How often a process tells that a job of its own is running, in seconds. */
export const heartbeatEvery = 1;

/** The keys of the advisory lock of a job. Two processes can run a job, after one was taken for dead. */
const keys = `hashtext('steward.job'), hashtext($1::text)`;

const requeue = `
  update ${jobSchema}.job orphan set state = 'retry', start_after = now(), heartbeat_on = null
  where name = any($1::text[]) and state = 'active'
    and heartbeat_on < clock_timestamp() - make_interval(secs => $2::float8)
    and not exists (
      select from pg_locks held
      where held.locktype = 'advisory' and held.objsubid = 2
        and held.database = (select oid from pg_database where datname = current_database())
        and held.classid::bigint = hashtext('steward.job')::bigint & 4294967295
        and held.objid::bigint = hashtext(orphan.id::text)::bigint & 4294967295)
    and not exists (
      select from ${jobSchema}.job waiting
      where waiting.name = orphan.name and waiting.state = 'retry' and waiting.policy = 'stately'
        and waiting.singleton_key is not distinct from orphan.singleton_key)`;

interface RunningJobsOptions {
  readonly url: string;
  /** Whether a connection keeps its session: not through a connection pooler. */
  readonly keepsSession: boolean;
  readonly log: Logger;
}

export function openRunningJobs({ url, keepsSession, log }: RunningJobsOptions): RunningJobs {
  let current: Promise<Client> | undefined;
  const forget = (): void => {
    current = undefined;
  };
  const connected = (): Promise<Client> => {
    if (current === undefined) {
      current = open(url, forget);
      current.catch(forget);
    }
    return current;
  };
  // A connection executes one statement at a time.
  const oneAtATime = pLimit(1);
  const query = (client: Client, statement: string, values: unknown[]): Promise<unknown> =>
    oneAtATime(() => client.query(statement, values));

  let isTold = false;
  /** Takes the lock of a job. Returns a function that releases it. */
  const lock = async (job: string): Promise<() => Promise<unknown>> => {
    try {
      const client = await connected();
      await query(client, `select pg_advisory_lock_shared(${keys})`, [job]);
      isTold = false;
      // Without the connection there is no lock either.
      return () => query(client, `select pg_advisory_unlock_shared(${keys})`, [job]).catch(() => undefined);
    } catch (error) {
      if (!isTold) {
        log.warn({ err: error }, 'jobs run without locks, since there is no connection for them');
        isTold = true;
      }
      return () => Promise.resolve();
    }
  };

  return {
    during: async (job, work) => {
      if (!keepsSession) return work();
      const unlock = await lock(job);
      try {
        await work();
      } finally {
        await unlock();
      }
    },
    requeueOrphans: async () => {
      if (keepsSession) await query(await connected(), requeue, [queueNames, 2.5 * heartbeatEvery]);
    },
    close: async () => {
      const client = await current?.catch(() => null);
      await client?.end();
    },
  };
}

/** @param onEnd called when the connection has ended. Jobs that run then still have their heartbeats. */
async function open(url: string, onEnd: () => void): Promise<Client> {
  const options = clientOptions(url, 'steward-running');
  const client = new options.Client(options);
  await client.connect();
  client.on('end', onEnd);
  return client;
}

import { setTimeout } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { clientOptions } from '../database/connection/connection.ts';
import { nameAndCodeOf } from '../log/log.ts';
import { withLogContext } from '../log/log-context.ts';
import { withTimeout } from '../process/with-timeout.ts';
import { type JobPayloads, jobSchema, type QueueName } from './queues.ts';
import { heartbeatEvery, openRunningJobs, type RunningJobs } from './running-jobs.ts';

/** The handler of each queue. A job whose handler throws is tried again later. */
export type Handlers = { readonly [Kind in QueueName]: (payload: JobPayloads[Kind]) => Promise<void> };

export interface Workers {
  /** Takes no more jobs. Resolves when the running ones have ended, or after the given number of milliseconds. */
  stop(timeout: number): Promise<void>;
}

/** How many jobs of a queue a process runs at a time, and how often it polls for those that are due, in seconds. */
const workerOptions: Readonly<Record<QueueName, { readonly atATime: number; readonly every: number }>> = {
  run: { atATime: 2, every: 1 },
  expire: { atATime: 1, every: 1 },
  follow: { atATime: 1, every: 1 },
  refresh: { atATime: 1, every: 1 },
  reverse: { atATime: 1, every: 1 },
  card: { atATime: 4, every: 1 },
  queue: { atATime: 1, every: 1 },
  queue_card: { atATime: 2, every: 1 },
  missing: { atATime: 1, every: 2 },
  audit: { atATime: 1, every: 1 },
  digest: { atATime: 1, every: 30 },
  measure: { atATime: 1, every: 30 },
  tidy: { atATime: 1, every: 30 },
};

const queues = Object.keys(workerOptions) as QueueName[];

interface WorkerOptions {
  readonly url: string;
  readonly log: Logger;
  /** Whether a connection keeps its session, and so its locks and notifications: not through a connection pooler. */
  readonly listens: boolean;
}

/** Starts the workers of all queues. A notification wakes them as soon as a job is enqueued. They also poll. */
export async function startWorkers(
  { url, log, listens }: WorkerOptions,
  handlers: Handlers,
): Promise<Workers> {
  const boss = new PgBoss({
    ...clientOptions(url, 'steward-jobs'),
    schema: jobSchema,
    max: 4,
    migrate: false,
    createSchema: false,
    registerInstance: false,
    useListenNotify: listens,
    // Seconds. These intervals decide how soon the jobs of a process are noticed that is cut off, or hangs.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue failed'));
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'a warning of the job queue'));
  await boss.start();
  const running = openRunningJobs({ url, keepsSession: listens, log });
  for (const queue of queues) await startWorker(boss, queue, { handle: handlers[queue], running, log });
  const stopLooking = lookForOrphans(running, log);
  return {
    stop: async (timeout) => {
      stopLooking();
      try {
        await stopWorkers(boss, timeout);
      } catch (error) {
        // The database is unreachable. Another process finds the remaining jobs in the queues.
        log.warn({ err: error }, 'the job queue could not be stopped cleanly');
      }
      await withTimeout(closeTimeout, running.close(), undefined);
    },
  };
}

/**
 * What the queue keeps of the error of a job: its name and code. pg-boss stores all fields of an error, and those of
 * Discord and of the database contain the address with an interaction token, the card, and values of rows.
 */
class FailedJob extends Error {
  readonly kept: ReturnType<typeof nameAndCodeOf>;

  constructor(error: unknown) {
    super();
    this.kept = nameAndCodeOf(error);
  }

  /** pg-boss stores the result. */
  toJSON(): object {
    return this.kept;
  }
}

/** How often jobs of killed processes are looked for, in milliseconds. */
const lookEvery = 1_000;

/** How long the connection of the running jobs may take to close, in milliseconds. */
const closeTimeout = 1_000;

/** Looks for jobs of killed processes. The returned function stops that. */
function lookForOrphans(running: RunningJobs, log: Logger): () => void {
  let isLooking = false;
  const timer = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      await running.requeueOrphans();
    } catch (error) {
      log.debug({ err: error }, 'jobs of killed processes could not be looked for');
    }
    isLooking = false;
  }, lookEvery);
  return () => clearInterval(timer);
}

interface Working<Queue extends QueueName> {
  readonly handle: Handlers[Queue];
  readonly running: RunningJobs;
  readonly log: Logger;
}

async function startWorker<Queue extends QueueName>(
  boss: PgBoss,
  queue: Queue,
  { handle, running, log }: Working<Queue>,
): Promise<void> {
  const { atATime, every } = workerOptions[queue];
  const options = {
    localConcurrency: atATime,
    pollingIntervalSeconds: every,
    notifyPollingIntervalSeconds: every,
    // Works off a backlog, such as after an outage of Discord, without a pause between two jobs.
    burstWhenReadyExceeds: 1,
    heartbeatRefreshSeconds: heartbeatEvery,
  };
  await boss.work<JobPayloads[Queue]>(queue, options, async (jobs) => {
    for (const { id, data } of jobs) {
      // Jobs of the schedules have no payload.
      const payload = data ?? {};
      const context = 'action' in payload ? { job: queue, actionId: payload.action } : { job: queue };
      await withLogContext(context, async () => {
        try {
          await running.during(id, () => handle(payload));
        } catch (error) {
          log.warn({ err: error }, 'a job failed and will be retried');
          throw new FailedJob(error);
        }
      });
    }
  });
}

/** Cards last: the jobs that end now enqueue the cards that show their outcome. */
async function stopWorkers(boss: PgBoss, timeout: number): Promise<void> {
  const end = performance.now() + timeout;
  const others = queues.filter((queue) => queue !== 'card').map((queue) => boss.offWork(queue));
  await withTimeout(timeout, Promise.all(others), undefined);
  await untilCardsAreDrawn(boss, Math.min(end - performance.now(), 3_000));
  await boss.stop({ graceful: true, timeout: Math.max(end - performance.now(), 0) });
}

/** Waits until the cards of the last actions are drawn: their requesters wait for the outcome. */
async function untilCardsAreDrawn(boss: PgBoss, timeout: number): Promise<void> {
  const end = performance.now() + timeout;
  const isDue = async () => {
    const { rows } = await boss
      .getDb()
      .executeSql(
        `select from ${jobSchema}.job where name = 'card' and (state = 'active' or state = 'created' and start_after <= now()) limit 1`,
      );
    return rows.length > 0;
  };
  while (performance.now() < end && (await isDue())) await setTimeout(50);
}

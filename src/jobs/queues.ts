import type { Queue } from 'pg-boss';

/** The payload of each queue. It names an action by its id: the handler reads the action again when the job runs. */
export interface JobPayloads {
  /** Runs an approved action. */
  readonly run: { readonly action: number };
  /** Expires an action whose deadline has passed. */
  readonly expire: { readonly action: number };
  /** Does the next batches of an action, or checks how far Akkoma's own job is. */
  readonly follow: { readonly action: number };
  /** Checks whether Akkoma's server has read the accounts again that an action has changed. */
  readonly refresh: { readonly action: number };
  /**
   * Undoes an action whose time is over. With `released`: the action was undone before, except for accounts that a
   * later action had decided about. `released` is the undo of that later action, and only the accounts that it released
   * are restored.
   */
  readonly reverse: { readonly action: number; readonly released?: number };
  /** Draws the card of an action. */
  readonly card: { readonly action: number };
  /**
   * Brings the cards of what waits for staff up to date with Akkoma's tables, again and again. `soon`: once more, since
   * something was just decided.
   */
  readonly queue: { readonly soon?: true };
  /** Draws a card of what waits for staff. */
  readonly queue_card: { readonly card: number };
  /** Posts cards again that were deleted while they are needed. */
  readonly missing: Readonly<Record<string, never>>;
  /** Posts new entries to the audit channel. */
  readonly audit: Readonly<Record<string, never>>;
  /** Posts the digest of the last week to its channel. */
  readonly digest: Readonly<Record<string, never>>;
  /** Records the activity of the instance on the present day. */
  readonly measure: Readonly<Record<string, never>>;
  /** Deletes what is no longer needed. */
  readonly tidy: Readonly<Record<string, never>>;
}

export type QueueName = keyof JobPayloads;

/** The schema of the queues. */
export const jobSchema = 'steward_jobs';

/** Seconds without a heartbeat after which a job goes to another worker. */
const heartbeatSeconds = 10;

/** How long a job waits for a worker: a year. By default pg-boss would delete it after two weeks without a bot. */
const retentionSeconds = 365 * 24 * 3_600;

/**
 * Retries for as long as it takes: these jobs must be done, and an outage (of Discord, of the database) ends some time.
 * Every handler first checks whether there is still something to do.
 */
const retryDefaults = {
  retryLimit: 10_000,
  retryBackoff: true,
  retryDelay: 1,
  retryDelayMax: 30,
  heartbeatSeconds,
  retentionSeconds,
  deleteAfterSeconds: 3_600,
  notify: true,
} as const satisfies Partial<Queue>;

/** At most one job per key is active, no matter how many wait. */
const oneByOne = { ...retryDefaults, policy: 'singleton' } as const;

export const queues: Readonly<Record<QueueName, Omit<Queue, 'name'>>> = {
  run: oneByOne,
  expire: retryDefaults,
  // At most one job per key waits, no matter which process enqueued it: a job that ran twice does not start a second
  // series of checks.
  follow: { ...retryDefaults, policy: 'stately' },
  refresh: { ...retryDefaults, policy: 'stately' },
  reverse: oneByOne,
  card: oneByOne,
  queue: { ...retryDefaults, policy: 'stately' },
  queue_card: { ...retryDefaults, policy: 'stately' },
  missing: oneByOne,
  audit: oneByOne,
  digest: oneByOne,
  measure: oneByOne,
  tidy: oneByOne,
};

export const queueNames: readonly string[] = Object.keys(queues);

/** The schedules of queues, as cron expressions. */
export const schedules: Readonly<Partial<Record<QueueName, string>>> = {
  missing: '*/2 * * * *',
  digest: '0 * * * *',
  // Just before the end of a day, too.
  measure: '8,58 * * * *',
  tidy: '17 * * * *',
};

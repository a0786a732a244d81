import type { Queue } from 'pg-boss';

/** What each kind of background work is told. An action is named by its number, and read anew when its job runs. */
export interface JobPayloads {
  /** Runs an action that was agreed to. */
  readonly run: { readonly action: number };
  /** Ends actions that have waited too long. */
  readonly expire: { readonly action: number };
  /** Looks how far Akkoma's own job is with what an action left to it. */
  readonly follow: { readonly action: number };
  /** Looks whether Akkoma's server has read anew what an action has changed of accounts. */
  readonly refresh: { readonly action: number };
  /**
   * Takes an action back whose time is over; or where it was taken back before, what that left alone, of those accounts about
   * which another undo has `released` it since.
   */
  readonly reverse: { readonly action: number; readonly released?: number };
  /** Brings an action's card up to date. */
  readonly card: { readonly action: number };
  /** Looks for cards that someone deleted while people need them. */
  readonly missing: Readonly<Record<string, never>>;
  /** Tells the audit channel of new entries. */
  readonly audit: Readonly<Record<string, never>>;
  /** Forgets what is no longer needed. */
  readonly tidy: Readonly<Record<string, never>>;
}

export type QueueName = keyof JobPayloads;

/** The schema in which the queues are. */
export const jobSchema = 'steward_jobs';

/** Seconds without a sign of life after which a job is given to another worker. */
const heartbeatSeconds = 10;

/** How long work waits for anybody to take it: a year, while else it would be forgotten after two weeks without a bot. */
const retentionSeconds = 365 * 24 * 3_600;

/**
 * Tried again for as long as it takes: what waits here must happen, and whoever hinders it (Discord, the database) will be
 * back. Every handler looks first whether there is still something to do.
 */
const retriedForLong = {
  retryLimit: 10_000,
  retryBackoff: true,
  retryDelay: 1,
  retryDelayMax: 30,
  heartbeatSeconds,
  retentionSeconds,
  deleteAfterSeconds: 3_600,
  notify: true,
} as const satisfies Partial<Queue>;

/** One job of a key at a time, however many wait. */
const oneByOne = { ...retriedForLong, policy: 'singleton' } as const;

export const queues: Readonly<Record<QueueName, Omit<Queue, 'name'>>> = {
  run: oneByOne,
  expire: retriedForLong,
  // One that waits for its time, whoever asked for it: a job that was done twice leaves no second series of looks.
  follow: { ...retriedForLong, policy: 'stately' },
  refresh: { ...retriedForLong, policy: 'stately' },
  reverse: oneByOne,
  card: oneByOne,
  missing: oneByOne,
  audit: oneByOne,
  tidy: oneByOne,
};

export const queueNames: readonly string[] = Object.keys(queues);

/** What is to be done at fixed times, as cron writes them. */
export const schedules: Readonly<Partial<Record<QueueName, string>>> = {
  missing: '*/2 * * * *',
  tidy: '17 * * * *',
};

import { fromKysely, PgBoss } from 'pg-boss';
import type { Database, Em } from '../database/connection/connection.ts';
import { type JobPayloads, jobSchema, type QueueName } from './queues.ts';

/** Hands work to whichever process takes it. */
export interface Jobs {
  /**
   * Enqueues in the transaction of `em`: the job is there exactly if what was written with it is.
   *
   * @param after not before this time, or so many seconds from now by the database's clock; at once if nothing is said.
   */
  send<Kind extends QueueName>(
    em: Em,
    kind: Kind,
    payload: JobPayloads[Kind],
    after?: Date | number,
  ): Promise<void>;
  /** Enqueues many at once, in one statement. */
  sendAll<Kind extends QueueName>(em: Em, kind: Kind, payload: readonly JobPayloads[Kind][]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the queues for sending, by the connections of `database`.
 *
 * @param pointless kinds of work with which nobody would do anything: sending them does nothing.
 * @throws Error when they were never installed.
 */
export async function openJobs(database: Database, pointless: readonly QueueName[] = []): Promise<Jobs> {
  const boss = new PgBoss({
    db: {
      executeSql: (text, values) => fromKysely(database.em.fork().getKysely()).executeSql(text, values),
    },
    schema: jobSchema,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  // Whatever fails here fails the call that it belongs to.
  boss.on('error', () => undefined);
  await boss.start();
  return {
    send: async (em, kind, payload, after) => {
      if (pointless.includes(kind)) return;
      await boss.send(kind, payload, {
        db: fromKysely(em.getKysely()),
        ...singletonKeyOf(payload),
        ...(after === undefined ? {} : { startAfter: after }),
      });
    },
    sendAll: async (em, kind, all) => {
      if (all.length === 0 || pointless.includes(kind)) return;
      const jobs = all.map((payload) => ({ data: payload, ...singletonKeyOf(payload) }));
      await boss.insert(kind, jobs, { db: fromKysely(em.getKysely()) });
    },
    close: () => boss.stop({ graceful: false }),
  };
}

/** What concerns the same action is done one after the other. */
const singletonKeyOf = (payload: object): { singletonKey?: string } =>
  'action' in payload ? { singletonKey: String(payload.action) } : {};

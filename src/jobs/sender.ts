import { fromKysely, PgBoss } from 'pg-boss';
import type { Database, Em } from '../database/connection/connection.ts';
import { type JobPayloads, jobSchema, type QueueName } from './queues.ts';

/** Enqueues jobs, which any process may take. */
export interface Jobs {
  /**
   * Enqueues in the transaction of `em`: the job exists exactly if the transaction commits.
   *
   * @param after the earliest time, or a number of seconds from now by the database's clock; immediately by default.
   */
  send<Kind extends QueueName>(
    em: Em,
    kind: Kind,
    payload: JobPayloads[Kind],
    after?: Date | number,
  ): Promise<void>;
  /** Enqueues many jobs in one statement. */
  sendAll<Kind extends QueueName>(em: Em, kind: Kind, payload: readonly JobPayloads[Kind][]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the queues for sending, over the connections of `database`.
 *
 * @param pointless queues whose jobs no process would handle: sending to them does nothing.
 * @throws Error when the queues are not installed.
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
  // An error here also fails the call that it belongs to.
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

/** The policy of most queues runs jobs with the same key, and so of the same action or card, one after the other. */
function singletonKeyOf(payload: object): { singletonKey?: string } {
  if ('action' in payload) return { singletonKey: String(payload.action) };
  if ('card' in payload) return { singletonKey: String(payload.card) };
  return 'soon' in payload ? { singletonKey: 'soon' } : {};
}

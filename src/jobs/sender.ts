import { fromKysely, PgBoss } from 'pg-boss';
import type { Database, Em } from '../database/connection.ts';
import { jobSchema, type Work, type WorkKind } from './queues.ts';

/** Hands work to whichever process takes it. */
export interface Jobs {
  /**
   * Enqueues in the transaction of `em`: the job is there exactly if what was written with it is.
   *
   * @param after not before this time; at once if nothing is said.
   */
  send<Kind extends WorkKind>(em: Em, kind: Kind, told: Work[Kind], after?: Date): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the queues for sending, by the connections of `database`.
 *
 * @throws Error when they were never installed.
 */
export async function openJobs(database: Database): Promise<Jobs> {
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
    send: async (em, kind, told, after) => {
      await boss.send(kind, told, {
        db: fromKysely(em.getKysely()),
        ...('action' in told ? { singletonKey: String(told.action) } : {}),
        ...(after === undefined ? {} : { startAfter: after }),
      });
    },
    close: () => boss.stop({ graceful: false }),
  };
}

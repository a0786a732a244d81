import { PgBoss } from 'pg-boss';
import { clientOptions } from '../database/connection/connection.ts';
import { jobSchema, queues, schedules } from './queues.ts';

/** Creates or updates the schema of the queues, and the queues in it. */
export async function installJobs(url: string): Promise<void> {
  const boss = new PgBoss({
    ...clientOptions(url, 'steward-migrate'),
    schema: jobSchema,
    max: 1,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  const faults: unknown[] = [];
  boss.on('error', (error) => faults.push(error));
  await boss.start();
  try {
    for (const [name, options] of Object.entries(queues)) {
      await boss.createQueue(name, options);
      const { policy: _, ...changeable } = options;
      await boss.updateQueue(name, changeable);
    }
    for (const [name, cron] of Object.entries(schedules)) await boss.schedule(name, cron);
  } finally {
    await boss.stop({ graceful: false });
  }
  if (faults.length > 0) throw faults[0];
}

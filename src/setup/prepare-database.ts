import { oneAtATime } from '../database/locks/one-at-a-time.ts';
import { migrate } from '../database/migrate.ts';
import { installJobs } from '../jobs/index.ts';

/**
 * Makes what Steward needs in a database, or brings it up to date: schema `steward` and that of the queues. What is
 * Akkoma's is left as it is. Whoever does so at the same time, as several copies that are being set up, waits.
 *
 * @returns the names of our own migrations that were applied.
 */
export function prepareDatabase(url: string): Promise<string[]> {
  return oneAtATime(url, 'steward.migrate', async () => {
    const applied = await migrate(url);
    await installJobs(url);
    return applied;
  });
}

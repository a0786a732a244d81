import { oneAtATime } from '../database/locks/one-at-a-time.ts';
import { migrate } from '../database/migrate.ts';
import { installJobs } from '../jobs/index.ts';

/**
 * Creates or updates Steward's schemas in a database: `steward` and that of the queues. Akkoma's tables are not
 * touched. A second process that does this at the same time waits for the first.
 *
 * @returns the names of Steward's migrations that were applied.
 */
export function prepareDatabase(url: string): Promise<string[]> {
  return oneAtATime(url, 'steward.migrate', async () => {
    const applied = await migrate(url);
    await installJobs(url);
    return applied;
  });
}

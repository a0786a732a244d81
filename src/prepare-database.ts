import { migrate } from './database/migrate.ts';
import { installJobs } from './jobs/index.ts';

/**
 * Makes what Steward needs in a database, or brings it up to date: schema `steward` and that of the queues. What is
 * Akkoma's is left as it is.
 *
 * @returns the names of our own migrations that were applied.
 */
export async function prepareDatabase(url: string): Promise<string[]> {
  const applied = await migrate(url);
  await installJobs(url);
  return applied;
}

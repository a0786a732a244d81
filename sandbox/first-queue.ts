import { createOutsiders } from './akkoma-server/index.ts';

const hour = 3_600_000;

/** When people reported accounts and registered, in hours before the start. */
const before = { reports: [26, 7, 5, 2], signUps: [9, 4, 3] };

/**
 * Lets people report accounts and register during the day before, so that #reports and #sign-ups have cards from the start.
 *
 * @param url of a database with Akkoma's tables and the small instance.
 */
export async function fillQueues(url: string): Promise<void> {
  const outsiders = createOutsiders(url);
  const at = (hours: number): Date => new Date(Date.now() - hours * hour);
  for (const hours of before.reports) await outsiders.report(at(hours));
  for (const hours of before.signUps) await outsiders.register(at(hours));
}

import { sql } from 'kysely';
import type { ActionDependencies } from '../request.ts';

/**
 * Remembers that an action's private answer has been shown as it is to stay; its token is kept no longer. It never throws:
 * what the answer says is true, whatever comes of this.
 */
export function createMarkPresented({
  database,
  log,
}: Pick<ActionDependencies, 'database' | 'log'>): (actionId: number) => Promise<void> {
  return async (actionId) => {
    try {
      await sql`
        update steward.actions set drawn = revision, interaction_token = null
        where id = ${actionId} and visibility = 'private'`.execute(database.em.fork().getKysely());
    } catch (error) {
      log.warn({ err: error, actionId }, 'it could not be noted down that an answer was shown');
    }
  };
}

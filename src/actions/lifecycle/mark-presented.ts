import { sql } from 'kysely';
import type { ActionDependencies } from '../request.ts';

/**
 * Returns the function that notes that the final private answer of an action was shown, and deletes its token. It never
 * throws: the answer is correct even if this fails.
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
      log.warn({ err: error, actionId }, 'it could not be recorded that an answer was shown');
    }
  };
}

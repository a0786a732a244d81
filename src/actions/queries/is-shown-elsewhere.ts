import { sql } from 'kysely';
import type { Database } from '../../database/connection/connection.ts';

/**
 * Creates the function that says whether the card of the action that an interaction requested was posted to the channel,
 * because Discord had accepted no answer to the interaction. A private answer is never posted; the job `card` shows it
 * when Discord has accepted one.
 */
export function createIsShownElsewhere(database: Database): (interactionId: string) => Promise<boolean> {
  return async (interactionId) => {
    const { rows } = await sql`
      select from steward.actions
      where interaction_id = ${interactionId} and message_id is not null and interaction_token is null
        and visibility = 'public'`.execute(database.em.fork().getKysely());
    return rows.length > 0;
  };
}

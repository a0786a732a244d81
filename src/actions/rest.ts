import { sql } from 'kysely';
import type { Database } from '../database/connection.ts';

/** Remembers that an action's private answer has been shown as it is to stay; its token is kept no longer. */
export function createRest({
  database,
}: {
  readonly database: Database;
}): (actionId: number) => Promise<void> {
  return async (actionId) => {
    await sql`
      update steward.actions set drawn = revision, interaction_token = null
      where id = ${actionId} and visibility = 'private'`.execute(database.em.fork().getKysely());
  };
}

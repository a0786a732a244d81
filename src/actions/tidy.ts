import { sql } from 'kysely';
import type { Database } from '../database/connection.ts';
import { forgetOldClaims } from './claim.ts';
import { forgetOldDrafts } from './drafts.ts';

/** The handler that forgets what is no longer needed. */
export function createTidy({ database }: { readonly database: Database }): () => Promise<void> {
  return async () => {
    await forgetOldClaims(database.em.fork());
    await forgetOldDrafts(database.em.fork());
    // Discord takes none of these any more.
    await sql`
      update steward.actions set interaction_token = null
      where interaction_token is not null and updated_at < now() - interval '15 minutes'`.execute(
      database.em.fork().getKysely(),
    );
  };
}

import { sql } from 'kysely';
import { connect } from '../connection/connection.ts';

/**
 * Does the work under an advisory lock with this name on this database. Other callers wait for it without a time limit.
 */
export async function oneAtATime<Result>(
  url: string,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const database = connect(url, 'steward-migrate');
  try {
    // Uses Kysely's transaction. In one of the ORM, the ORM would treat the connections of the work as part of it, too.
    return await database.em
      .fork()
      .getKysely()
      .transaction()
      .execute(async (holding) => {
        // This connection waits and idles by design. If the server ended it for being idle, the lock would be released,
        // and a second process could start the same work.
        await sql`set local lock_timeout = 0`.execute(holding);
        await sql`set local idle_in_transaction_session_timeout = 0`.execute(holding);
        await sql`select pg_advisory_xact_lock(hashtext(${name}))`.execute(holding);
        return work();
      });
  } finally {
    await database.close();
  }
}

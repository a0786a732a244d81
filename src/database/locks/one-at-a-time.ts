import { sql } from 'kysely';
import { connect } from '../connection/connection.ts';

/** Does the work while nobody else does work of this name on this database; who comes second waits, however long. */
export async function oneAtATime<Result>(
  url: string,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const database = connect(url, 'steward-migrate');
  try {
    // Not by the ORM's own transactions: they would take the connections of the work, too, for theirs.
    return await database.em
      .fork()
      .getKysely()
      .transaction()
      .execute(async (holding) => {
        // This connection waits and idles by design; a server that forbids either would let two work at once.
        await sql`set local lock_timeout = 0`.execute(holding);
        await sql`set local idle_in_transaction_session_timeout = 0`.execute(holding);
        await sql`select pg_advisory_xact_lock(hashtext(${name}))`.execute(holding);
        return work();
      });
  } finally {
    await database.close();
  }
}

import { type RawBuilder, sql } from 'kysely';
import type { Em } from './connection.ts';

/**
 * Locks rows against other writers to the end of the transaction, in the order of their ids, and waits for those who
 * have them. A statement after this one sees the rows as their last writer left them.
 *
 * @param source a select of the ids.
 */
export async function lockRows(em: Em, table: string, source: RawBuilder<unknown>): Promise<void> {
  await sql`
    with locked as materialized (
      select t.id from ${sql.table(table)} t where t.id in (${source}) order by t.id for no key update
    )
    select count(*) from locked`.execute(em.getKysely());
}

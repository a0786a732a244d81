import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../connection/connection.ts';
import { noteHeld, waitForRow } from './lock-timeout.ts';

/** Rows of a table. */
export interface Rows {
  readonly table: string;
  /** A select of their ids. */
  readonly ids: RawBuilder<unknown>;
}

/** How long to wait for another transaction that has one of the rows, in milliseconds: as long as for a single row. */
const waitTime = 20_000;

/**
 * Locks rows against other writers until the end of the transaction, in the order of their ids. A statement after this
 * one sees the rows as their last writer left them.
 *
 * It never waits for a row while it holds another of them: a transaction that holds the one and wants the other would
 * wait for this one, and PostgreSQL would end one of the two as a deadlock. Where another transaction has one of the
 * rows, this releases all of them, waits for that one alone, and tries again. Therefore, name all rows of Akkoma's
 * tables in one call, before writing the first of them.
 *
 * @throws Error with SQLSTATE 55P03 where other transactions have the rows for 20 seconds.
 */
export async function lockRows(em: Em, ...wanted: readonly Rows[]): Promise<void> {
  const database = em.getKysely();
  const end = performance.now() + waitTime;
  for (;;) {
    await sql`savepoint before_rows`.execute(database);
    const taken = await lockFree(em, wanted);
    if (taken === null) break;
    await sql`rollback to savepoint before_rows`.execute(database);
    await waitFor(em, taken, performance.now() > end);
  }
  await sql`release savepoint before_rows`.execute(database);
  await noteHeld(em);
}

interface Row {
  readonly table: string;
  readonly id: string;
}

/**
 * Locks the rows that no other transaction has.
 *
 * @returns a row that another transaction has; null where there is none.
 */
async function lockFree(em: Em, wanted: readonly Rows[]): Promise<Row | null> {
  for (const { table, ids } of wanted) {
    const { rows } = await sql<{ id: string }>`
      with wanted (id) as materialized (${ids}),
      locked as materialized (
        select t.id from ${sql.table(table)} t where t.id in (select id from wanted)
        order by t.id for no key update skip locked
      )
      select t.id::text as id
      from wanted join ${sql.table(table)} t on t.id = wanted.id left join locked on locked.id = t.id
      where locked.id is null limit 1`.execute(em.getKysely());
    const [row] = rows;
    if (row !== undefined) return { table, id: row.id };
  }
  return null;
}

/** Waits in the queue for a row until no other transaction has it, and releases it again. */
async function waitFor(em: Em, { table, id }: Row, isLate: boolean): Promise<void> {
  const database = em.getKysely();
  // The rollback to the savepoint also resets the lock timeout that waitForRow sets.
  await waitForRow(em, () =>
    sql`
      select from ${sql.table(table)} t where t.id = ${id} for no key update ${isLate ? sql`nowait` : sql``}`.execute(
      database,
    ),
  );
  await sql`rollback to savepoint before_rows`.execute(database);
}

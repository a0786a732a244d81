import { sql } from 'kysely';
import type { Em } from './connection.ts';

/** For how long a statement waits for a lock while its transaction holds rows that others want, in milliseconds. */
const brief = 50;

/**
 * From here on in the transaction of `em`, no statement waits for a lock for longer than a moment: to be called before the
 * first row of Akkoma's is locked. Who holds rows of Akkoma's and waits would hold up all who want those; and where one of
 * them has what it waits for, PostgreSQL ends whichever of the two looks for a deadlock later, which is Akkoma's (it looks
 * after a second, and once for each wait). A transaction that gives up with SQLSTATE 55P03 is tried again as a whole, by
 * `untilUncontended`.
 */
export async function waitBriefly(em: Em): Promise<void> {
  await sql`
    select set_config('steward.lock_timeout', current_setting('lock_timeout'), true),
      set_config('lock_timeout', ${`${brief}ms`}, true)`.execute(em.getKysely());
}

/** Takes `waitBriefly` back, where it was called: for what none of Akkoma's rows waits for, or where none is held. */
export async function waitAsUsual(em: Em): Promise<void> {
  await sql`
    select set_config('lock_timeout',
      coalesce(nullif(current_setting('steward.lock_timeout', true), ''), current_setting('lock_timeout')), true)`.execute(
    em.getKysely(),
  );
}

/** Somebody who waits for rows that this transaction holds must go first: it is tried again as a whole. */
export class LockedOut extends Error {
  /** As PostgreSQL's own error has it. */
  readonly code = '55P03';
}

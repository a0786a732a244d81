import { sql } from 'kysely';
import type { Em } from '../connection/connection.ts';
import { isLockNotAvailable } from '../connection/failures.ts';

/** The lock timeout while the transaction holds rows that others may want, in milliseconds. */
const brief = 50;

/** PostgreSQL's `lock_not_available`. */
const lockNotAvailable = '55P03';

/**
 * Another transaction has rows that this one wants, or waits for rows that this one has, and must go first. The
 * transaction has to be retried.
 */
export class LockNotAvailable extends Error {
  readonly code = lockNotAvailable;
}

/** Other transactions had a row for the whole of the usual lock timeout. */
class LockWaitTimedOut extends Error {
  readonly code = lockNotAvailable;
}

/**
 * Sets a short lock timeout for the rest of the transaction of `em`. A transaction that holds rows of Akkoma's and
 * waits for a lock holds up all others that want these rows. If one of these others has that lock, the two are in a
 * deadlock, and PostgreSQL ends the session that checks for a deadlock last. That is Akkoma's: it checks after a second
 * (Steward's after 100 ms), and each session checks only once for each wait. When the timeout ends a statement, retry
 * the whole transaction: see `withShortLockTimeout`.
 */
export async function useShortLockTimeout(em: Em): Promise<void> {
  await sql`
    select set_config('steward.lock_timeout', coalesce(
        nullif(current_setting('steward.lock_timeout', true), ''), current_setting('lock_timeout')), true),
      set_config('lock_timeout', ${`${brief}ms`}, true)`.execute(em.getKysely());
}

/**
 * Resets the lock timeout to the usual one, where `useShortLockTimeout` changed it, before locks whose holders never
 * wait for Akkoma's rows.
 */
export async function useUsualLockTimeout(em: Em): Promise<void> {
  await sql`
    select set_config('lock_timeout',
      coalesce(nullif(current_setting('steward.lock_timeout', true), ''), current_setting('lock_timeout')), true)`.execute(
    em.getKysely(),
  );
}

/**
 * Runs work that calls `useShortLockTimeout`, and marks its lock timeouts as an error to retry.
 *
 * @throws LockNotAvailable when the short lock timeout ended a statement.
 */
export async function withShortLockTimeout<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!isLockNotAvailable(cause) || cause instanceof LockWaitTimedOut || cause instanceof LockNotAvailable)
      throw cause;
    throw new LockNotAvailable('Another transaction holds the row', { cause });
  }
}

/**
 * Waits for a row of Akkoma's: with the usual lock timeout if the transaction of `em` holds none yet, and otherwise
 * with the present one.
 *
 * @throws Error with SQLSTATE 55P03. After the usual timeout, `withShortLockTimeout` does not mark it as an error to
 * retry.
 */
export async function waitForRow<Result>(em: Em, wait: () => Promise<Result>): Promise<Result> {
  const { rows } = await sql<{ holds: boolean }>`
    with held as materialized (select coalesce(current_setting('steward.holds_rows', true) = 'on', false) as holds)
    select holds, set_config('lock_timeout', coalesce(
      case when not holds then nullif(current_setting('steward.lock_timeout', true), '') end,
      current_setting('lock_timeout')), true)
    from held`.execute(em.getKysely());
  try {
    return await wait();
  } catch (cause) {
    if (!isLockNotAvailable(cause) || rows[0]?.holds === true) throw cause;
    throw new LockWaitTimedOut('Another transaction held the row for too long', { cause });
  }
}

/** Notes that the transaction of `em` holds rows of Akkoma's from now on. */
export async function noteHeld(em: Em): Promise<void> {
  await sql`select set_config('steward.holds_rows', 'on', true)`.execute(em.getKysely());
}

/** Locks a row of Akkoma's. Where possible, call it before the transaction locks any other. */
export async function lockRow<Result>(em: Em, lock: () => Promise<Result>): Promise<Result> {
  const locked = await waitForRow(em, lock);
  await useShortLockTimeout(em);
  await noteHeld(em);
  return locked;
}

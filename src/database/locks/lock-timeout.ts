import { sql } from 'kysely';
import type { Em } from '../connection/connection.ts';
import { isLockNotAvailable } from '../connection/failures.ts';

/** For how long a statement waits for a lock while its transaction holds rows that others want, in milliseconds. */
const brief = 50;

/** As PostgreSQL's own error has it: a lock was not to be had. */
const lockNotAvailable = '55P03';

/** Somebody who has rows that a transaction wants, or waits for those that it holds, must go first: it is to be tried again. */
export class LockNotAvailable extends Error {
  readonly code = lockNotAvailable;
}

/** Others had a row for as long as anybody waits for one. */
class WaitedInVain extends Error {
  readonly code = lockNotAvailable;
}

/**
 * From here on in the transaction of `em`, no statement waits for a lock for longer than a moment. Who holds rows of Akkoma's
 * and waits would hold up all who want those; and where one of them has what it waits for, PostgreSQL ends whichever of the
 * two looks for a deadlock later, which is Akkoma's (it looks after a second, and once for each wait). What gives up is to be
 * tried again as a whole: see `withShortLockTimeout`.
 */
export async function useShortLockTimeout(em: Em): Promise<void> {
  await sql`
    select set_config('steward.lock_timeout', coalesce(
        nullif(current_setting('steward.lock_timeout', true), ''), current_setting('lock_timeout')), true),
      set_config('lock_timeout', ${`${brief}ms`}, true)`.execute(em.getKysely());
}

/** Takes `useShortLockTimeout` back, where it was called: for what none of Akkoma's rows waits for. */
export async function useUsualLockTimeout(em: Em): Promise<void> {
  await sql`
    select set_config('lock_timeout',
      coalesce(nullif(current_setting('steward.lock_timeout', true), ''), current_setting('lock_timeout')), true)`.execute(
    em.getKysely(),
  );
}

/**
 * Does what `useShortLockTimeout` is for.
 *
 * @throws LockNotAvailable where a statement gave up.
 */
export async function withShortLockTimeout<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!isLockNotAvailable(cause) || cause instanceof WaitedInVain || cause instanceof LockNotAvailable)
      throw cause;
    throw new LockNotAvailable('Another transaction goes first', { cause });
  }
}

/**
 * Waits for a row of Akkoma's: as usual where the transaction of `em` holds none yet, and else as briefly as for all.
 *
 * @throws Error with SQLSTATE 55P03; where that was a long wait, it is not to be begun anew.
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
    throw new WaitedInVain('Others had it for too long', { cause });
  }
}

/** Notes that the transaction of `em` holds rows of Akkoma's from now on. */
export async function noteHeld(em: Em): Promise<void> {
  await sql`select set_config('steward.holds_rows', 'on', true)`.execute(em.getKysely());
}

/** Locks a row of Akkoma's, the first one of a transaction where that can be. */
export async function lockRow<Result>(em: Em, lock: () => Promise<Result>): Promise<Result> {
  const locked = await waitForRow(em, lock);
  await useShortLockTimeout(em);
  await noteHeld(em);
  return locked;
}

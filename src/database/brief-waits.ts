import { sql } from 'kysely';
import type { Em } from './connection.ts';
import { isLockedOut } from './failures.ts';

/** For how long a statement waits for a lock while its transaction holds rows that others want, in milliseconds. */
const brief = 50;

/** As PostgreSQL's own error has it: a lock was not to be had. */
const lockNotAvailable = '55P03';

/** Somebody who has rows that a transaction wants, or waits for those that it holds, must go first: it is to be tried again. */
export class LockedOut extends Error {
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
 * tried again as a whole: see `giveUpSoon`.
 */
export async function waitBriefly(em: Em): Promise<void> {
  await sql`
    select set_config('steward.lock_timeout', current_setting('lock_timeout'), true),
      set_config('lock_timeout', ${`${brief}ms`}, true)`.execute(em.getKysely());
}

/** Takes `waitBriefly` back, where it was called: for what none of Akkoma's rows waits for. */
export async function waitAsUsual(em: Em): Promise<void> {
  await sql`
    select set_config('lock_timeout',
      coalesce(nullif(current_setting('steward.lock_timeout', true), ''), current_setting('lock_timeout')), true)`.execute(
    em.getKysely(),
  );
}

/**
 * Does what `waitBriefly` is for.
 *
 * @throws LockedOut where a statement gave up.
 */
export async function giveUpSoon<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!isLockedOut(cause) || cause instanceof WaitedInVain || cause instanceof LockedOut) throw cause;
    throw new LockedOut('Another transaction goes first', { cause });
  }
}

/** Waits as usual for the first row of Akkoma's that a transaction locks, since it holds none yet. */
export async function lockFirst<Result>(em: Em, lock: () => Promise<Result>): Promise<Result> {
  await waitAsUsual(em);
  const locked = await waitInVain(lock);
  await waitBriefly(em);
  return locked;
}

/** Has a wait that was long enough not be begun anew. */
export async function waitInVain<Result>(wait: () => Promise<Result>): Promise<Result> {
  try {
    return await wait();
  } catch (cause) {
    if (!isLockedOut(cause)) throw cause;
    throw new WaitedInVain('Others had it for too long', { cause });
  }
}

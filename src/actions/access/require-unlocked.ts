import type { Em } from '../../database/connection/connection.ts';
import { type Lock, type Operation, readUnderSharedLock } from '../../operations/index.ts';
import { Refused } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { reasonAfter } from '../../text/sentences.ts';
import { command, text } from '../../text/text.ts';

/** Thrown while Steward is locked: nothing may be changed until it is unlocked. */
export class Locked extends Refused {
  constructor({ by, since, reason }: Lock) {
    super(
      text`Steward was locked by ${by} ${since}${reasonAfter(reason)}. An admin can unlock it with ${command('action unlock')}.`,
    );
  }
}

/** The operation that is about to run; undefined where only another version of Steward has it. */
export type ControlOperation = Pick<Operation<object, Json>, 'control'> | undefined;

/**
 * Returns the lock that forbids requesting, approving or running an operation; null where there is none or the
 * operation is exempt. Unless it is exempt, this takes a shared advisory lock, so that nobody can lock Steward before
 * the transaction of `em` ends.
 */
export const lockAgainst = async (em: Em, operation: ControlOperation): Promise<Lock | null> =>
  operation?.control === undefined ? readUnderSharedLock(em) : null;

/**
 * Checks that no lock forbids an operation, as `lockAgainst` does.
 *
 * @throws Locked
 */
export async function requireUnlocked(em: Em, operation: ControlOperation): Promise<void> {
  const lock = await lockAgainst(em, operation);
  if (lock !== null) throw new Locked(lock);
}

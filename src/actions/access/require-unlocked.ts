import type { Em } from '../../database/connection/connection.ts';
import { holdUnlocked, type Lock, type Operation } from '../../operations/index.ts';
import { Refused } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { command, text } from '../../text/text.ts';

/** Somebody has locked Steward, and nothing is changed until it is unlocked. */
export class Locked extends Refused {
  constructor({ by, since, reason }: Lock) {
    super(
      text`${by} has locked Steward since ${since} (${reason}), and nothing is asked for, agreed to or done until an admin has it unlocked with ${command('action unlock')}.`,
    );
  }
}

/** What is known of an operation that is about to be done; nothing where it is another version's. */
export type ControlOperation = Pick<Operation<object, Json>, 'control'> | undefined;

/**
 * The lock that keeps an operation from being asked for, agreed to or done in the transaction of `em`; null where none does,
 * and then nobody locks before that transaction has ended.
 */
export const lockAgainst = async (em: Em, operation: ControlOperation): Promise<Lock | null> =>
  operation?.control === undefined ? holdUnlocked(em) : null;

/** @throws Locked where `lockAgainst` finds a lock. */
export async function requireUnlocked(em: Em, operation: ControlOperation): Promise<void> {
  const lock = await lockAgainst(em, operation);
  if (lock !== null) throw new Locked(lock);
}

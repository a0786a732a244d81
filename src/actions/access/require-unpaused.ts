import type { Em } from '../../database/connection/connection.ts';
import { type ActionTier, type Pause, readPause } from '../../operations/index.ts';
import { Refused } from '../../text/errors.ts';
import { reasonAfter } from '../../text/sentences.ts';
import { command, text } from '../../text/text.ts';
import type { Caller } from './gate.ts';
import type { ControlOperation } from './require-unlocked.ts';

/** Thrown where the caller is paused. */
export class Paused extends Refused {
  constructor({ by, until, reason }: Pause) {
    super(
      text`You are paused by ${by} and cannot request or approve destructive actions${reasonAfter(reason)}. The pause ends ${until}. Another admin can end it with ${command('staff resume')}.`,
    );
  }
}

/**
 * Checks that the caller is not paused. A paused person may not request, run or approve destructive actions, nor pause
 * or resume other people. Callers at the console are never paused.
 *
 * @throws Paused
 */
export async function requireUnpaused(
  em: Em,
  caller: Caller,
  { operation, tier }: Restrained,
): Promise<void> {
  if (!isHeldBack({ operation, tier })) return;
  const pause = await pauseOf(em, caller);
  if (pause !== null) throw new Paused(pause);
}

interface Restrained {
  readonly operation: ControlOperation;
  readonly tier: ActionTier;
}

/** Whether a paused person may not request, run or approve this. */
export const isHeldBack = ({ operation, tier }: Restrained): boolean =>
  tier === 'destructive' || operation?.control === 'pause' || operation?.control === 'resume';

/** Reads the pause of a caller; null where they are not paused, as at the console. */
export const pauseOf = async (em: Em, { id, source }: Caller): Promise<Pause | null> =>
  source === 'discord' ? readPause(em, id) : null;

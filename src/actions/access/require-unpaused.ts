import type { Em } from '../../database/connection/connection.ts';
import { type ActionTier, type Pause, readPause } from '../../operations/index.ts';
import { Refused } from '../../text/errors.ts';
import { command, text } from '../../text/text.ts';
import type { Caller } from './gate.ts';
import type { ControlOperation } from './require-unlocked.ts';

/** Thrown where the caller is paused. */
export class Paused extends Refused {
  constructor({ by, until, reason }: Pause) {
    super(
      text`You are paused by ${by} and cannot request or approve destructive actions: ${reason}. The pause ends ${until}. Another admin can end it with ${command('staff resume')}.`,
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
  { id, source }: Caller,
  { operation, tier }: { readonly operation: ControlOperation; readonly tier: ActionTier },
): Promise<void> {
  const isHeldBack =
    tier === 'destructive' || operation?.control === 'pause' || operation?.control === 'resume';
  if (source !== 'discord' || !isHeldBack) return;
  const pause = await readPause(em, id);
  if (pause !== null) throw new Paused(pause);
}

import type { Em } from '../../database/connection/connection.ts';
import { type ActionTier, type Pause, readPause } from '../../operations/index.ts';
import { Refused } from '../../text/errors.ts';
import { reasonAfter } from '../../text/sentences.ts';
import { command, type Text, text } from '../../text/text.ts';
import type { Caller } from './gate.ts';
import type { ControlOperation } from './require-unlocked.ts';

/** Thrown where the caller is paused. */
export class Paused extends Refused {
  constructor(pause: Pause) {
    const { person, byId, by, until, reason } = pause;
    const who = byId === person ? text`You paused yourself` : text`You are paused by ${by}`;
    super(
      text`${who} and ${stoppedBy(pause)}${reasonAfter(reason)}. The pause ends ${until}. Another admin can end it with ${command('staff resume')}.`,
    );
  }
}

/** Says what a paused person cannot do. It follows a name or "and", and has no full stop. */
export const stoppedBy = ({ isAutomatic }: Pick<Pause, 'isAutomatic'>): Text =>
  isAutomatic
    ? text`cannot request or approve destructive actions`
    : text`cannot request, approve or run anything`;

/**
 * Checks that no pause keeps the caller from requesting, running or approving an operation. Callers at the console are
 * never paused.
 *
 * @throws Paused
 */
export async function requireUnpaused(
  em: Em,
  caller: Caller,
  { operation, tier }: Restrained,
): Promise<void> {
  const pause = await pauseOf(em, caller);
  if (pause !== null && isHeldBack(pause, { operation, tier })) throw new Paused(pause);
}

interface Restrained {
  readonly operation: ControlOperation;
  readonly tier: ActionTier;
}

/**
 * Whether a pause forbids its person to request, run or approve this. A pause by hand forbids everything that changes
 * something. An automatic one forbids what is destructive, and pausing and resuming other people.
 */
export const isHeldBack = ({ isAutomatic }: Pause, { operation, tier }: Restrained): boolean =>
  !isAutomatic || tier === 'destructive' || operation?.control === 'pause' || operation?.control === 'resume';

/** Reads the pause of a caller; null where they are not paused, as at the console. */
export const pauseOf = async (em: Em, { id, source }: Caller): Promise<Pause | null> =>
  source === 'discord' ? readPause(em, id) : null;

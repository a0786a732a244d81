import { randomBytes } from 'node:crypto';
import { flakeIdFromNumber } from '../../../entities/types/flake-id-text.ts';
import { Unavailable } from '../../text/errors.ts';
import { text } from '../../text/text.ts';

/** The number of ids in a millisecond: the sequence has 16 bits. */
const PER_MILLISECOND = 65_536;

/**
 * How far the clock may go back, in milliseconds. Before a longer step back, the clock was so wrong that ids must not
 * continue from that time.
 */
const MAX_CLOCK_STEP_BACK = 24 * 3_600_000;

/** A range of ids reserved for this process, given by the parts of its first FlakeId. */
interface FlakeRun {
  /** Since the Unix epoch. */
  readonly milliseconds: number;
  /** The 48 bits of this process, as 12 hexadecimal digits. */
  readonly worker: string;
  /** The sequence of the first id. Each further id adds 1; what exceeds 16 bits is carried into the milliseconds. */
  readonly sequence: number;
}

/** A generator of FlakeIds. A process has only one. */
export interface FlakeIds {
  /**
   * Returns the base-62 texts of new ids, ascending.
   *
   * @throws Unavailable if the clock has gone back by more than a day; RangeError unless `count` is a positive integer.
   */
  next(count?: number): string[];
  /**
   * Reserves new ids that the database writes out, for statements that need thousands.
   *
   * @throws Unavailable if the clock has gone back by more than a day; RangeError unless `count` is a positive integer.
   */
  reserve(count: number): FlakeRun;
}

/**
 * Creates a generator with its own worker bits, like the server's generator (behaviour.md 1.7).
 *
 * If a millisecond needs more than 65,536 ids, they use the following milliseconds, and later ids continue after them.
 * The ids also continue after the last one when the clock is set back. The server's generator makes none until the
 * clock has caught up. This generator continues, so that moderators can keep working.
 *
 * @param sources `now` returns milliseconds since the Unix epoch, `random` the given number of random bytes.
 */
export function createFlakeIds(
  sources: { now?: () => number; random?: (size: number) => Uint8Array } = {},
): FlakeIds {
  const { now = Date.now, random = randomBytes } = sources;
  const worker = Buffer.from(random(6)).toString('hex');
  /** The latest time that the clock has shown. */
  let read = now();
  // Sequence 0 of the start-up millisecond counts as used, as in the server's generator.
  let last = { milliseconds: read, sequence: 0 };

  const reserve = (count: number): FlakeRun => {
    if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`Cannot make ${count} FlakeIds`);
    const time = readClock();
    const first = time > last.milliseconds ? { milliseconds: time, sequence: 0 } : following(last, 1);
    last = following(first, count - 1);
    return { ...first, worker };
  };

  const readClock = (): number => {
    const time = now();
    if (read - time > MAX_CLOCK_STEP_BACK) {
      throw new Unavailable(
        text`The clock of Steward's machine went back by more than a day. Nothing was changed. Ask the administrator of Steward to correct the clock and start Steward again.`,
      );
    }
    read = Math.max(read, time);
    return time;
  };

  return {
    reserve,
    next(count = 1) {
      const first = reserve(count);
      return Array.from({ length: count }, (_, index) =>
        flakeIdFromNumber(numberOf(following(first, index), worker)),
      );
    },
  };
}

interface Position {
  readonly milliseconds: number;
  readonly sequence: number;
}

function following({ milliseconds, sequence }: Position, steps: number): Position {
  const position = sequence + steps;
  return {
    milliseconds: milliseconds + Math.floor(position / PER_MILLISECOND),
    sequence: position % PER_MILLISECOND,
  };
}

function numberOf({ milliseconds, sequence }: Position, worker: string): bigint {
  return (BigInt(milliseconds) << 64n) | (BigInt(`0x${worker}`) << 16n) | BigInt(sequence);
}

import { randomBytes } from 'node:crypto';
import { flakeIdFromNumber } from '../../../entities/types/flake-id-text.ts';
import { Unavailable } from '../../text/errors.ts';
import { text } from '../../text/text.ts';

/** How many ids fit in a millisecond: the sequence has 16 bits. */
const PER_MILLISECOND = 65_536;

/** How far the clock may go back, in milliseconds; before a longer step it was so wrong that nobody should go on by it. */
const MOST_BACK = 24 * 3_600_000;

/** A run of ids that are this process's alone: the first of them, in the parts of a FlakeId. */
interface FlakeRun {
  /** Since the Unix epoch. */
  readonly milliseconds: number;
  /** The 48 bits of this process, as 12 hexadecimal digits. */
  readonly worker: string;
  /** Of the first id; each further one adds 1, and what exceeds 16 bits goes into the milliseconds. */
  readonly sequence: number;
}

/** Makes FlakeIds; one for the whole process. */
export interface FlakeIds {
  /**
   * The base-62 texts of new ids, ascending.
   *
   * @throws Unavailable when the clock has gone back by more than a day; RangeError unless `count` is a positive integer.
   */
  next(count?: number): string[];
  /**
   * New ids that are left to the database to write out, for statements that need thousands.
   *
   * @throws Unavailable when the clock has gone back by more than a day; RangeError unless `count` is a positive integer.
   */
  reserve(count: number): FlakeRun;
}

/**
 * A generator with a worker part of its own, as the server's has (behaviour.md 1.7).
 *
 * More than 65,536 ids in a millisecond borrow from the milliseconds to come, which stay borrowed:
 * later ids go on behind them. So they do when the clock is set back, where the server's makes none until it has caught up:
 * moderators are not to be kept from their work by that.
 *
 * @param sources `now` gives milliseconds since the Unix epoch, `random` as many random bytes as asked.
 */
export function createFlakeIds(
  sources: { now?: () => number; random?: (size: number) => Uint8Array } = {},
): FlakeIds {
  const { now = Date.now, random = randomBytes } = sources;
  const worker = Buffer.from(random(6)).toString('hex');
  /** The latest time that was read. */
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
    if (read - time > MOST_BACK) {
      throw new Unavailable(
        text`The clock of Steward's machine went back by more than a day, and nothing was changed. Tell whoever runs it to set the clock right and start Steward again.`,
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

import ms from 'ms';
import { z } from 'zod';

interface Range {
  /** Both as they are typed, such as `1s` and `30d`. */
  readonly min: ms.StringValue;
  readonly max: ms.StringValue;
}

/**
 * A time as people type it, a number and a unit: `30m`, `4h`, `7 days`. A number alone is refused, since everyone takes
 * it for another unit. It stays text, so that an argument that was kept reads back; `millisecondsIn` gives its length.
 */
export function duration({ min, max }: Range) {
  const [least, most] = [ms(min), ms(max)];
  return z
    .string()
    .max(30, 'must have at most 30 characters')
    .overwrite((typed) => typed.trim())
    .superRefine((typed, context) => {
      const length = /[a-z]/i.test(typed) ? millisecondsIn(typed) : Number.NaN;
      if (Number.isNaN(length)) {
        context.addIssue('must be a number and a unit, such as 30m, 4h or 7d');
      } else if (length < least || length > most) {
        context.addIssue(`must be between ${durationInWords(least)} and ${durationInWords(most)}`);
      }
    });
}

/** The length of a time that `duration` accepted; NaN for what is none, of which the package makes no number. */
export const millisecondsIn = (typed: string): number => Math.round(ms(typed as ms.StringValue));

const units = [
  ['day', ms('1d')],
  ['hour', ms('1h')],
  ['minute', ms('1m')],
  ['second', ms('1s')],
] as const;

/** Such as `1 day 12 hours`, exactly, down to whole seconds; the package's own words round to one unit. */
export function durationInWords(milliseconds: number): string {
  const words: string[] = [];
  let left = milliseconds;
  for (const [unit, length] of units) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return words.length === 0 ? '0 seconds' : words.join(' ');
}

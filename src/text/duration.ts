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

const english = new Intl.DurationFormat('en', { style: 'long' });

/** Such as `1 day, 12 hours`, exactly, down to whole seconds. */
export function durationInWords(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / ms('1s'));
  const words = english.format({
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3_600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  });
  return words === '' ? '0 seconds' : words;
}

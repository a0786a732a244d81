import ms from 'ms';
import { z } from 'zod';

interface Range {
  /** Both limits are written as people type them, such as `1s` and `30d`. */
  readonly min: ms.StringValue;
  readonly max: ms.StringValue;
}

/**
 * A duration as people type it, a number and a unit: `30m`, `4h`, `7 days`. A bare number is rejected, because people
 * assume different units, and so is a capital `M`, which may mean months. The value stays text, so that a stored
 * argument can be parsed again; `millisecondsIn` gives its length.
 */
export function duration({ min, max }: Range) {
  const [least, most] = [ms(min), ms(max)];
  return z
    .string()
    .max(30, 'must have at most 30 characters')
    .overwrite((typed) => typed.trim())
    .superRefine((typed, context) => {
      const length = /[a-z]/i.test(typed) ? millisecondsIn(typed) : Number.NaN;
      const units = 'must be a number and a unit (s, m, h, d or w), such as 30m, 12h, 7d or 2w';
      if (/\d ?M$/.test(typed)) {
        context.addIssue(`${units}; m is minutes`);
      } else if (Number.isNaN(length)) {
        context.addIssue(units);
      } else if (length < least || length > most) {
        context.addIssue(`must be between ${durationInWords(least)} and ${durationInWords(most)}`);
      }
    });
}

/** Returns the length of a duration that `duration` accepted. For other text `ms` gives NaN. */
export const millisecondsIn = (typed: string): number => Math.round(ms(typed as ms.StringValue));

const english = new Intl.DurationFormat('en', { style: 'long' });

/** Formats a duration exactly to the second, such as `1 day, 12 hours`. Fractions of a second are dropped. */
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

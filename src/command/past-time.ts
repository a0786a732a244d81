import ms, { type StringValue } from 'ms';
import { z } from 'zod';

/** A number with a unit, as `ms` reads it; a number alone it would take for milliseconds. */
const duration = /^\d+(\.\d+)?\s*[a-z]+$/i;

/** A date, or a date with a time; without a zone it is UTC. */
const moment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A time that has passed, typed as how long ago (`2h`, `7d`) or as a date in ISO 8601, and kept as a date and time in UTC: what
 * is agreed to later must not move with the clock.
 */
export const pastTime = (description: string) =>
  z
    .string()
    .max(40, 'must have at most 40 characters')
    .overwrite((typed) => timeOf(typed.trim())?.toISOString() ?? typed)
    .refine((kept) => timeOf(kept) !== null, 'must be a time such as 2h, 7d or 2027-04-05')
    .refine((kept) => (timeOf(kept)?.getTime() ?? 0) <= Date.now(), 'must be a time that has passed')
    .meta({ description });

function timeOf(typed: string): Date | null {
  if (duration.test(typed)) {
    // No number for a unit that there is none of.
    return valid(Date.now() - ms(typed as StringValue));
  }
  const [, day, time = '00:00', zone = 'Z'] = moment.exec(typed) ?? [];
  return day === undefined ? null : valid(`${day}T${time}${zone}`);
}

/** A date before 1970 means something else. */
function valid(time: number | string): Date | null {
  const date = new Date(time);
  return date.getTime() >= 0 ? date : null;
}

import ms, { type StringValue } from 'ms';
import { z } from 'zod';

/** A number with a unit, as `ms` reads it. The unit is required because `ms` reads a bare number as milliseconds. */
const duration = /^\d+(\.\d+)?\s*[a-z]+$/i;

/** A date, or a date with a time. Without a time zone it is UTC. */
const moment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A time in the past, typed as an age (`2h`, `7d`) or as a date in ISO 8601. It is stored as a date and time in UTC, so
 * that it does not move between the request and its approval.
 */
export const pastTime = (description: string) =>
  z
    .string()
    .max(40, 'must have at most 40 characters')
    .overwrite((typed) => timeOf(typed.trim())?.toISOString() ?? typed)
    .refine((kept) => timeOf(kept) !== null, 'use an age or a date, such as 30m, 12h, 7d, 2w or 2027-04-05')
    .refine((kept) => (timeOf(kept)?.getTime() ?? 0) <= Date.now(), 'must be in the past')
    .meta({ description, shown: 'time' });

/** A check for a schema with the arguments `since` and `until`: the period must not be empty. */
export function periodInOrder({ value, issues }: z.core.ParsePayload<Period>): void {
  const { since, until } = value;
  if (since === undefined || until === undefined || Date.parse(since) < Date.parse(until)) return;
  issues.push({ code: 'custom', path: ['until'], message: 'must be later than `since`', input: value });
}

interface Period {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function timeOf(typed: string): Date | null {
  if (duration.test(typed)) {
    // `ms` returns NaN for an unknown unit.
    return valid(Date.now() - ms(typed as StringValue));
  }
  const [, day, time = '00:00', zone = 'Z'] = moment.exec(typed) ?? [];
  return day === undefined ? null : valid(`${day}T${time}${zone}`);
}

/** Rejects an invalid date, and one before 1970, which is never what the caller means. */
function valid(time: number | string): Date | null {
  const date = new Date(time);
  return date.getTime() >= 0 ? date : null;
}

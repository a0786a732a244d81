import { Type } from '@mikro-orm/core';

/**
 * A `timestamp(0)` column: naive UTC in the database, a Date with zero milliseconds in TypeScript.
 *
 * The value is truncated and written as text. PostgreSQL would round a fraction up, and the driver would send a Date in
 * the time zone of the machine (behaviour.md 1.4).
 */
export class WholeSecond extends Type<Date | null, string | null> {
  override convertToDatabaseValue(value: Date | null): string | null {
    return value === null ? null : truncate(value).toISOString().slice(0, 19).replace('T', ' ');
  }

  override convertToJSValue(value: string | null): Date | null {
    return value === null ? null : new Date(`${value.replace(' ', 'T')}Z`);
  }

  override compareAsType(): string {
    return 'string';
  }

  /**
   * Trap: with `Date`, the ORM would parse the column before this type sees it; with `string`, it would refuse Dates.
   */
  override get runtimeType(): string {
    return 'WholeSecond';
  }

  override getColumnType(): string {
    return 'timestamp(0)';
  }
}

/** Truncates a time to the second; times before the epoch, too. */
export function truncate(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1_000) * 1_000);
}

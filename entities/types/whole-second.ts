import { Type } from '@mikro-orm/core';

/**
 * A `timestamp(0)` column: naive UTC in the database, a Date of zero milliseconds in TypeScript.
 *
 * Written as text and truncated: PostgreSQL would round a fraction up, and the driver would send a
 * Date in the machine's own time zone (behaviour.md 1.4).
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

  /** Trap: were it `Date`, the ORM would parse the column before this type sees it; `string` would refuse Dates. */
  override get runtimeType(): string {
    return 'WholeSecond';
  }

  override getColumnType(): string {
    return 'timestamp(0)';
  }
}

/** The second in which a time lies, before the epoch too. */
export function truncate(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1_000) * 1_000);
}

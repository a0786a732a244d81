import { Type } from '@mikro-orm/core';

/**
 * A `timestamp(6)` column: naive UTC in the database, ISO text with six digits and Z in TypeScript,
 * such as `2026-11-23T02:47:04.275121Z`.
 *
 * The value is a string because a Date holds only milliseconds: a row that is read and written back would lose the
 * rest.
 *
 * @throws RangeError for another form of time, such as one with an offset.
 */
export class Microseconds extends Type<string | null, string | null> {
  override convertToDatabaseValue(value: string | null): string | null {
    if (value === null) return null;
    const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/.exec(value);
    if (!parts) throw new RangeError(`Not a UTC time in ISO form: ${value}`);
    const [, date, time, fraction = ''] = parts;
    return `${date} ${time}.${fraction.padEnd(6, '0')}`;
  }

  override convertToJSValue(value: string | null): string | null {
    if (value === null) return null;
    // PostgreSQL omits the trailing zeros of a fraction, and the whole fraction if it is zero.
    const [time = '', fraction = ''] = value.replace(' ', 'T').split('.');
    return `${time}.${fraction.padEnd(6, '0')}Z`;
  }

  override compareAsType(): string {
    return 'string';
  }

  override getColumnType(): string {
    return 'timestamp';
  }
}

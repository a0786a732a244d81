import { Type } from '@mikro-orm/core';
import { arrayLiteral } from './text-array.ts';

/** A `jsonb[]` column: a PostgreSQL array with JSON elements, not one JSON array. */
export class JsonbArray extends Type<unknown[] | null, string | null> {
  override convertToDatabaseValue(value: unknown[] | null): string | null {
    return value === null ? null : arrayLiteral(value.map((element) => JSON.stringify(element)));
  }

  override convertToJSValue(value: unknown): unknown[] | null {
    if (value === null || Array.isArray(value)) return value;
    throw new TypeError('The driver did not parse a jsonb[] column');
  }

  override compareAsType(): string {
    return 'string';
  }

  override get runtimeType(): string {
    return 'unknown[]';
  }

  override getColumnType(): string {
    return 'jsonb[]';
  }
}

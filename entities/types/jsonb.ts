import { isDeepStrictEqual } from 'node:util';
import { JsonType } from '@mikro-orm/core';

/**
 * A `jsonb` column that holds objects or arrays. Two values that differ only in the order of their keys are equal, so
 * assigning an equal value writes nothing (behaviour.md 1.4).
 */
export class Jsonb extends JsonType {
  /** Compares values as JSON text, and, of a row that is read again, as the driver has parsed them. */
  override compareValues(before: unknown, after: unknown): boolean {
    return before === after || isDeepStrictEqual(parsed(before), parsed(after));
  }
}

const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);

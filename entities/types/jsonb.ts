import { isDeepStrictEqual } from 'node:util';
import { JsonType } from '@mikro-orm/core';

/**
 * A `jsonb` column. Two values that differ only in the order of their keys are equal, so assigning an equal value
 * writes nothing (behaviour.md 1.4).
 */
export class Jsonb extends JsonType {
  override compareValues(before: string | null, after: string | null): boolean {
    return before === after || (before !== null && after !== null && isSameJson(before, after));
  }
}

function isSameJson(before: string, after: string): boolean {
  return isDeepStrictEqual(JSON.parse(before), JSON.parse(after));
}

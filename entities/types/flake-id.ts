import { Type } from '@mikro-orm/core';
import { flakeIdFromUuid, uuidFromFlakeId } from './flake-id-text.ts';

/**
 * A FlakeId column: `uuid` in the database, the FlakeId's text in TypeScript (behaviour.md 1.7).
 *
 * A text that is not a FlakeId throws a RangeError before it reaches the database.
 */
export class FlakeId extends Type<string | null, string | null> {
  override convertToDatabaseValue(value: string | null): string | null {
    return value === null ? null : uuidFromFlakeId(value);
  }

  override convertToJSValue(value: string | null): string | null {
    return value === null ? null : flakeIdFromUuid(value);
  }

  override compareAsType(): string {
    return 'string';
  }

  override getColumnType(): string {
    return 'uuid';
  }
}

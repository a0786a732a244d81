import { StringType } from '@mikro-orm/core';

/**
 * A `citext` column. PostgreSQL compares it ignoring case; TypeScript and the unit of work do not.
 *
 * Trap: a parameter is compared as `citext` only while it has no type of its own. A cast to `text` or `text[]` makes
 * the comparison case-sensitive (behaviour.md 1.3).
 * @see https://www.postgresql.org/docs/current/citext.html
 */
export class Citext extends StringType {
  override getColumnType(): string {
    return 'citext';
  }
}

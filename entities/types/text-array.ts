import { Type } from '@mikro-orm/core';

/**
 * A `text[]` or `varchar[]` column.
 *
 * Every element is quoted. Trap: the ORM's own array type quotes few, and by the rules of JSON: a
 * tag `NULL` would become null, spaces at the ends would go, and a line break become the letter n.
 * @see https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export class TextArray extends Type<string[] | null, string | null> {
  override convertToDatabaseValue(value: string[] | null): string | null {
    return value === null ? null : arrayLiteral(value);
  }

  override convertToJSValue(value: string | string[] | null): string[] | null {
    // The driver parses arrays; a text is our own literal, when the unit of work reads it back.
    return typeof value === 'string' ? elements(value) : value;
  }

  override compareAsType(): string {
    return 'string';
  }

  override get runtimeType(): string {
    return 'string[]';
  }

  override getColumnType(prop: { columnTypes?: string[] }): string {
    return prop.columnTypes?.[0] ?? 'text[]';
  }
}

/** A one-dimensional array as PostgreSQL reads it. */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function elements(literal: string): string[] {
  return [...literal.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(.)/gs, '$1'),
  );
}

import { Type } from '@mikro-orm/core';

/**
 * A `text[]` or `varchar[]` column.
 *
 * Every element is quoted. Trap: the ORM's own array type quotes only some elements, by the rules of JSON. A tag `NULL`
 * would become null, leading and trailing spaces would be lost, and a line break would become the letter n.
 * @see https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export class TextArray extends Type<string[] | null, string | null> {
  override convertToDatabaseValue(value: string[] | null): string | null {
    return value === null ? null : arrayLiteral(value);
  }

  override convertToJSValue(value: string | string[] | null): string[] | null {
    // The driver parses arrays. A string is a literal of `arrayLiteral` that the unit of work converts back.
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

/** Returns the literal of a one-dimensional array for PostgreSQL. */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function elements(literal: string): string[] {
  return [...literal.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(.)/gs, '$1'),
  );
}

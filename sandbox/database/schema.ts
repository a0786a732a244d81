import schemaJson from './akkoma/schema.json' with { type: 'json' };

/** A column, with its type and default as `format_type` and `pg_get_expr` print them. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default?: string | undefined;
}

/** A table. Indexes are whole statements, and constraints are `name: definition`. */
export interface Table {
  readonly columns: readonly Column[];
  readonly indexes: readonly string[];
  readonly constraints: readonly string[];
  /** Their names; null for none. Their definitions are in triggers.sql. */
  readonly triggers: readonly string[] | null;
}

/** Akkoma's tables in schema `public`, as data. */
export interface AkkomaSchema {
  readonly akkoma: string;
  readonly extensions: readonly string[];
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly tables: Readonly<Record<string, Table>>;
}

/** The schema of Akkoma 3.13.2. Newer releases are upgrades of it (`releases.ts`). */
export const akkomaSchema: AkkomaSchema = schemaJson;

/** Splits a constraint into its name and its definition, as `pg_get_constraintdef` prints it. */
export function splitConstraint(constraint: string): { name: string; definition: string } {
  const colon = constraint.indexOf(': ');
  return { name: constraint.slice(0, colon), definition: constraint.slice(colon + 2) };
}

/** Returns the sequence that a column's default takes its values from, or undefined. */
export function sequenceOf(column: Column): string | undefined {
  return column.default?.match(/^nextval\('(.+)'::regclass\)$/)?.[1];
}

/**
 * Returns the tables, each after all tables that its foreign keys refer to.
 *
 * @throws Error when a foreign key refers to a table that the schema does not have.
 */
export function tablesInReferenceOrder(schema: AkkomaSchema): [name: string, table: Table][] {
  const ordered = new Map<string, Table>();
  const visit = (name: string): void => {
    const table = schema.tables[name];
    if (!table) throw new Error(`A foreign key refers to ${name}, which the schema does not have`);
    if (ordered.has(name)) return;
    for (const referenced of referencedTables(table)) {
      if (referenced !== name) visit(referenced);
    }
    ordered.set(name, table);
  };
  Object.keys(schema.tables).forEach(visit);
  return [...ordered];
}

function referencedTables(table: Table): string[] {
  return table.constraints.flatMap((constraint) => constraint.match(/ REFERENCES (\w+)\(/)?.[1] ?? []);
}

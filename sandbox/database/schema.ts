import schemaJson from './akkoma/schema.json' with { type: 'json' };

/** A column as the catalogue prints it: `format_type` and `pg_get_expr`. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default?: string | undefined;
}

/** A table: index definitions are whole statements, constraints are `name: definition`; null is none. */
export interface Table {
  readonly columns: readonly Column[];
  readonly indexes: readonly string[];
  readonly constraints: readonly string[];
  /** Names; what they do is in triggers.sql. */
  readonly triggers: readonly string[] | null;
}

/** Akkoma's part of schema `public`, as data. */
export interface AkkomaSchema {
  readonly akkoma: string;
  readonly extensions: readonly string[];
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly tables: Readonly<Record<string, Table>>;
}

/** The schema of the Akkoma version that Steward is written for. */
export const akkomaSchema: AkkomaSchema = schemaJson;

/** A constraint in two parts: its name and what `pg_get_constraintdef` prints. */
export function splitConstraint(constraint: string): { name: string; definition: string } {
  const colon = constraint.indexOf(': ');
  return { name: constraint.slice(0, colon), definition: constraint.slice(colon + 2) };
}

/** The sequence that a column's default draws from, or undefined. */
export function sequenceOf(column: Column): string | undefined {
  return column.default?.match(/^nextval\('(.+)'::regclass\)$/)?.[1];
}

/** The tables, each after all that its foreign keys refer to. */
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

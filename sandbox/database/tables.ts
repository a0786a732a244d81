import { readFile } from 'node:fs/promises';
import { type ClientBase, escapeIdentifier, escapeLiteral } from 'pg';
import { createMigrationsTable } from './releases.ts';
import {
  type AkkomaSchema,
  akkomaSchema,
  type Column,
  sequenceOf,
  splitConstraint,
  type Table,
  tablesInReferenceOrder,
} from './schema.ts';

/** Sets the level of Oban's tables, which is kept as the comment of the table. */
const OBAN_LEVEL = `comment on table oban_jobs is '11'`;

/** The only unlogged table of Akkoma. */
const UNLOGGED = 'oban_peers';

/**
 * Creates the tables of Akkoma 3.13.2 in an empty database, with their extensions, enums, sequences, indexes,
 * constraints, functions and triggers, in one transaction.
 *
 * @throws DatabaseError when an object of the same name exists. The transaction is then rolled back.
 */
export async function createAkkomaTables(client: ClientBase): Promise<void> {
  const [functions, triggers] = await Promise.all([statements('functions'), statements('triggers')]);
  const script = [
    ...extensions(akkomaSchema),
    ...enums(akkomaSchema),
    ...tables(akkomaSchema),
    functions,
    // After the functions and tables: an index may call a function, and a foreign key needs the other table's primary
    // key.
    ...indexesAndConstraints(akkomaSchema),
    triggers,
    OBAN_LEVEL,
  ];
  try {
    await client.query(['begin', ...script].join(';\n'));
    await createMigrationsTable(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function extensions(schema: AkkomaSchema): string[] {
  return schema.extensions.map((name) => `create extension if not exists ${escapeIdentifier(name)}`);
}

function enums(schema: AkkomaSchema): string[] {
  return Object.entries(schema.enums).map(
    ([name, labels]) =>
      `create type ${escapeIdentifier(name)} as enum (${labels.map(escapeLiteral).join(', ')})`,
  );
}

function tables(schema: AkkomaSchema): string[] {
  return tablesInReferenceOrder(schema).flatMap(([name, table]) => {
    const sequences = table.columns.flatMap((column) => {
      const sequence = sequenceOf(column);
      return sequence ? [{ sequence, column: column.name }] : [];
    });
    const unlogged = name === UNLOGGED ? 'unlogged ' : '';
    return [
      ...sequences.map(({ sequence }) => `create sequence ${escapeIdentifier(sequence)}`),
      `create ${unlogged}table ${escapeIdentifier(name)} (${table.columns.map(columnDefinition).join(', ')})`,
      ...sequences.map(
        ({ sequence, column }) =>
          `alter sequence ${escapeIdentifier(sequence)} owned by ${escapeIdentifier(name)}.${escapeIdentifier(column)}`,
      ),
    ];
  });
}

function columnDefinition(column: Column): string {
  const fallback = column.default === undefined ? '' : ` default ${column.default}`;
  return `${escapeIdentifier(column.name)} ${column.type}${fallback}${column.notNull ? ' not null' : ''}`;
}

function indexesAndConstraints(schema: AkkomaSchema): string[] {
  const ordered = tablesInReferenceOrder(schema);
  return [
    ...ordered.flatMap(([name, table]) => constraints(name, table)),
    ...ordered.flatMap(([, table]) => plainIndexes(table)),
  ];
}

function constraints(name: string, table: Table): string[] {
  return table.constraints
    .map(splitConstraint)
    .sort((a, b) => Number(isForeignKey(a.definition)) - Number(isForeignKey(b.definition)))
    .map(
      (constraint) =>
        `alter table ${escapeIdentifier(name)} add constraint ${escapeIdentifier(constraint.name)} ${constraint.definition}`,
    );
}

function isForeignKey(definition: string): boolean {
  return definition.startsWith('FOREIGN KEY');
}

/** Returns the indexes without those that a constraint, such as a primary key, creates under its own name. */
function plainIndexes(table: Table): string[] {
  const brought = new Set(table.constraints.map((constraint) => splitConstraint(constraint).name));
  return table.indexes.filter((index) => !brought.has(indexName(index)));
}

function indexName(definition: string): string {
  return definition.match(/ INDEX "?([^" ]+)"? ON /)?.[1] ?? '';
}

function statements(name: 'functions' | 'triggers'): Promise<string> {
  return readFile(new URL(`akkoma/${name}.sql`, import.meta.url), 'utf8');
}

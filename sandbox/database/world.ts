import { type ClientBase, escapeIdentifier } from 'pg';
import worldJson from './akkoma/world.json' with { type: 'json' };
import { akkomaSchema, sequenceOf, type Table, tablesInReferenceOrder } from './schema.ts';

/** Rows by table. A column that a row leaves out becomes null, not its default. */
export type World = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** A small instance, `social.test`, with its accounts, posts, follows, tokens and sessions. */
export const akkomaWorld: World = worldJson;

/**
 * Loads a world into Akkoma's empty tables and sets every sequence past its ids, in one transaction.
 *
 * @throws Error when the world has a table that Akkoma does not have.
 */
export async function loadWorld(client: ClientBase, world: World): Promise<void> {
  const unknown = Object.keys(world).filter((name) => !(name in akkomaSchema.tables));
  if (unknown.length > 0)
    throw new Error(`The world has tables that Akkoma does not have: ${unknown.join(', ')}`);

  await client.query('begin');
  try {
    for (const [name, table] of tablesInReferenceOrder(akkomaSchema)) {
      const rows = world[name];
      if (rows) await loadTable(client, name, rows);
      await moveSequences(client, name, table);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function loadTable(client: ClientBase, name: string, rows: World[string]): Promise<void> {
  const table = escapeIdentifier(name);
  // The world's `counter_cache` already counts its activities. Their trigger would count them again.
  await client.query(`alter table ${table} disable trigger user`);
  await client.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
  await client.query(`alter table ${table} enable trigger user`);
}

async function moveSequences(client: ClientBase, name: string, table: Table): Promise<void> {
  for (const column of table.columns) {
    const sequence = sequenceOf(column);
    if (sequence === undefined) continue;
    const id = escapeIdentifier(column.name);
    await client.query(
      `select setval($1, coalesce(max(${id}), 1), max(${id}) is not null) from ${escapeIdentifier(name)}`,
      [escapeIdentifier(sequence)],
    );
  }
}

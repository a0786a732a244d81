import type { Client } from 'pg';
import { secretColumns } from '../../src/database/change-records/kept-rows.ts';
import type { Row, Snapshot } from '../support/snapshot.ts';

interface Change {
  readonly action_id: string;
  readonly table_name: string;
  readonly key: Row;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** Akkoma's own trigger maintains these in consequence of the recorded changes. */
const byTrigger = ['counter_cache'];

/**
 * Replays the recorded changes over the rows of before, and compares the result with the present rows: a change that is
 * partial, applied twice or not recorded is a difference.
 *
 * @returns each difference in words; none where every change is there exactly once.
 */
export async function differences(client: Client, before: Snapshot, after: Snapshot): Promise<string[]> {
  const { rows: changes } = await client.query<Change>(
    'select action_id, table_name, key, before, after from steward.changes order by id',
  );
  const found: string[] = [];
  const played = new Map<string, Map<string, Row>>();
  for (const [name, { rows }] of before) played.set(name, new Map(rows));
  for (const change of changes) {
    const rows = played.get(change.table_name);
    const primaryKey = before.get(change.table_name)?.primaryKey ?? [];
    const key = JSON.stringify(Object.fromEntries(primaryKey.map((column) => [column, change.key[column]])));
    const row = rows?.get(key);
    const name = `${change.table_name} ${key} by action ${change.action_id}`;
    if ((change.before === null) !== (row === undefined))
      found.push(`${name}: there or not, unlike its record`);
    for (const column of differing(row ?? {}, change.before ?? {})) {
      found.push(`${name}: ${column} was not as its record says`);
    }
    if (change.after === null) rows?.delete(key);
    else rows?.set(key, { ...row, ...change.after });
  }
  for (const [name, { rows }] of after) {
    if (byTrigger.includes(name)) continue;
    const expected = played.get(name) ?? new Map<string, Row>();
    for (const [key, row] of rows) {
      const known = expected.get(key);
      if (known === undefined) found.push(`${name} ${key}: there without a record`);
      else
        for (const column of differing(row, known))
          found.push(`${name} ${key}: ${column} is not as recorded`);
    }
    for (const key of expected.keys())
      if (!rows.has(key)) found.push(`${name} ${key}: gone without a record`);
  }
  return found;
}

/**
 * Returns the columns of `known` that differ. Secrets are kept nowhere else and are not compared, and an inserted row
 * is compared only in the columns that were recorded.
 */
const differing = (row: Row, known: Row): string[] =>
  Object.entries(known)
    .filter(([column]) => column in row && !secretColumns.includes(column) && column !== 'args')
    .filter(([column, value]) => JSON.stringify(row[column]) !== JSON.stringify(value))
    .map(([column]) => column);

/** Returns the actions that report no effect, and changed something all the same. */
export async function changedInVain(client: Client): Promise<unknown[]> {
  const { rows } = await client.query(
    `select distinct a.id::integer as action, a.state from steward.changes c
     left join steward.actions a on a.id = c.action_id
     where a.state is null or a.state not in ('done', 'undone', 'following')`,
  );
  return rows;
}

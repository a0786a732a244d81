import type { Client } from 'pg';
import { flakeIdFromUuid } from '../../../entities/types/flake-id-text.ts';
import { type Row, snapshot } from '../../support/snapshot.ts';

/**
 * Returns a whole database as text, by table, with the values that differ from run to run replaced: new ids by what
 * they refer to, times since `since` by `<now>`. New activities keep their order; jobs, which the server takes in an
 * order of its own, are sorted.
 */
export async function normalised(client: Client, since: string): Promise<Record<string, unknown[]>> {
  const tables = await snapshot(client);
  const rowsOf = (table: string): Row[] => [...(tables.get(table)?.rows.values() ?? [])];
  const fresh = rowsOf('activities')
    .filter(({ inserted_at: at }) => String(at) >= since)
    .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  const names = new Map<string, string>();
  for (const { id, data } of fresh) {
    const { type, object, id: url } = JSON.parse(JSON.stringify(data));
    const name = `<${type} of ${object}>`;
    names
      .set(String(id), name)
      .set(flakeIdFromUuid(String(id)), name)
      .set(url, name);
  }
  const replace = (row: Row): unknown => {
    let text = JSON.stringify(row);
    for (const [id, name] of names) text = text.replaceAll(id, name);
    return JSON.parse(text, (key, value) => {
      if (['updated_at', 'inserted_at', 'scheduled_at', 'deleted'].includes(key) && String(value) >= since)
        return '<now>';
      return value;
    });
  };
  const sorted = (rows: Row[]) => rows.map((row) => JSON.stringify(row)).sort();
  return {
    ...Object.fromEntries(
      [...tables.keys()].map((table) => [table, sorted(rowsOf(table).map((row) => replace(row) as Row))]),
    ),
    oban_jobs: sorted(rowsOf('oban_jobs').map(({ id: _, ...job }) => replace(job) as Row)),
    'new activities, in order': fresh.map(({ id }) => names.get(String(id))),
  };
}

import type { Client } from 'pg';
import type { Snapshot } from './snapshot.ts';
import { changesBetween } from './snapshot.ts';

/**
 * The rows of Akkoma that differ between two snapshots although no action has recorded a change to them. A write that
 * was only half done would show up here.
 *
 * @returns `table key` of each row.
 */
export async function unexplained(client: Client, before: Snapshot, after: Snapshot): Promise<string[]> {
  const { rows } = await client.query<{ table_name: string; row: Record<string, unknown> }>(
    `select c.table_name, coalesce(c.before, '{}') || coalesce(c.after, '{}') || c.key as row
     from steward.changes c join steward.actions a on a.id = c.action_id where a.state in ('done', 'following', 'undone')`,
  );
  const { rows: users } = await client.query<{ id: string; nickname: string }>(
    'select id, nickname from users where nickname is not null',
  );
  const nicknames = new Map(users.map(({ id, nickname }) => [id, nickname]));
  const known = new Set(
    rows.flatMap(({ table_name: table, row }) => [
      `${table} ${row.id}`,
      `${table} ${nicknames.get(String(row.id))}`,
      `${table} ${row.hashtag_id} ${row.object_id}`,
    ]),
  );
  // Akkoma's own trigger maintains these, as a result of recorded changes.
  const byTrigger = ['counter_cache'];
  return Object.entries(changesBetween(before, after))
    .filter(([table]) => !byTrigger.includes(table))
    .flatMap(([table, { inserted = [], updated = [], deleted = [] }]) =>
      [...inserted, ...deleted, ...updated.map(({ key }) => key)].map((row) =>
        'hashtag_id' in row
          ? `${table} ${row.hashtag_id} ${row.object_id}`
          : `${table} ${row.id ?? row.nickname}`,
      ),
    )
    .filter((key) => !known.has(key));
}

import type { Client } from 'pg';
import type { Snapshot } from './snapshot.ts';
import { changesBetween } from './snapshot.ts';

/**
 * The rows of Akkoma's that differ between two moments although no action recorded that it altered them; a half-done
 * write would be one of these.
 *
 * @returns `table key` of each.
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
  // Maintained by Akkoma's own trigger, in the wake of what was recorded.
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

import type { ClientBase } from 'pg';

/** Everything that Steward keeps about actions, as one text: actions, recorded changes, audit log. */
export async function keptIn(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ kept: string }>(`
    select concat_ws(E'\\n',
      (select jsonb_agg(to_jsonb(a))::text from steward.actions a),
      (select jsonb_agg(to_jsonb(c))::text from steward.changes c),
      (select jsonb_agg(to_jsonb(l) - 'hash' - 'previous_hash')::text from steward.audit_log l)) as kept`);
  return rows[0]?.kept ?? '';
}

import type { Client } from 'pg';

/** Adds this number of entries to the audit log, each of a done action with its row, without running any. */
export async function addPast(client: Client, entries: number): Promise<void> {
  await client.query(
    `with action as (
       insert into steward.actions (operation, args, tier, state, requester_id, requester_name, source, plan, outcome,
         fingerprint)
       select 'user.tag', '{"nickname":"lain","tags":["past"]}', 'routine', 'done',
         (1084413502188232704 + number % 25)::text, 'person' || number % 25, 'discord',
         jsonb_build_object('target', 'account' || number % 5000, 'counts', '{}'::jsonb, 'samples', '[]'::jsonb,
           'warnings', '[]'::jsonb),
         '{"nickname":"lain","tags":["past"]}', ''
       from generate_series(1, $1::integer) number
       returning id, requester_id, requester_name
     )
     insert into steward.audit_log (event, action_id, actor_id, actor_name, source, command, args, detail)
     select 'action.done', id, requester_id, requester_name, 'discord', 'user.tag',
       '{"nickname":"lain","tags":["past"]}', '{}' from action`,
    [entries],
  );
  await client.query('analyze steward.actions, steward.audit_log');
}

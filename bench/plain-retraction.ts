import type { Client } from 'pg';

/**
 * The plainest SQL that leaves the newest Akkoma's tables as `delete_activities` does, for an account whose posts are
 * all public, without hashtags and without replies. It is written with knowledge of every table and without any record.
 */
export async function retractPlainly(client: Client, actor: string): Promise<void> {
  await client.query('begin');
  await client.query(`create temporary table item on commit drop as ${items}`, [actor]);
  await client.query('analyze item');
  await client.query(retractions, [actor]);
  await client.query(tombstones);
  for (const [type, list, count] of [
    ['Like', 'likes', 'like_count'],
    ['Announce', 'announcements', 'announcement_count'],
  ]) {
    await client.query(
      `update objects o set updated_at = date_trunc('second', timezone('UTC', now())),
        data = o.data || jsonb_build_object($1::text, (o.data -> $1) - $4::text,
          $2::text, jsonb_array_length((o.data -> $1) - $4::text))
      from item where item.type = $3 and o.data ->> 'id' = item.url`,
      [list, count, type, actor],
    );
  }
  await client.query(
    `update users set note_count = greatest(0, note_count - (select count(*) from item where type = 'Create'))
    where ap_id = $1`,
    [actor],
  );
  await client.query(
    `insert into oban_jobs (worker, queue, priority, max_attempts, args)
    select 'Pleroma.Workers.PublisherWorker', 'federator_outgoing', case type when 'Create' then 3 else 0 end, 6,
      jsonb_build_object('op', 'publish', 'activity_id', steward.flake_text(new_id),
        'object_data', case when type <> 'Create' then steward.compact_json(data) end)
    from item`,
  );
  await client.query(
    `delete from activities where coalesce(data -> 'object' ->> 'id', data ->> 'object')
      = any(array(select url from item where type = 'Create')) and data ->> 'type' <> 'Delete'`,
  );
  await client.query(`delete from activities where id in (select id from item where type <> 'Create')`);
  await client.query('commit');
}

const items = `
  select id, data, data ->> 'type' as type, data ->> 'object' as url,
    steward.flake_at((extract(epoch from now()) * 1000)::bigint, '0000000000bb', row_number() over (order by id)) as new_id
  from activities where actor = $1 and data ->> 'type' in ('Create', 'Like', 'Announce')`;

const retractions = `
  insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
  select new_id,
    jsonb_build_object('id', 'https://social.test/activities/' || gen_random_uuid(), 'actor', $1::text,
      'bto', '[]'::jsonb, 'bcc', '[]'::jsonb)
    || case when type = 'Create'
      then jsonb_build_object('type', 'Delete', 'object', url, 'to', sorted."to", 'cc', '[]'::jsonb,
        'deleted_activity_id', steward.flake_text(id))
      else jsonb_build_object('type', 'Undo', 'object', data ->> 'id', 'to', data -> 'to', 'cc', data -> 'cc') end,
    true, $1::text, array(select jsonb_array_elements_text((data -> 'to') || (data -> 'cc'))),
    date_trunc('second', timezone('UTC', now())), date_trunc('second', timezone('UTC', now()))
  from item cross join lateral (
    select jsonb_agg(address order by address collate "C") as "to"
    from jsonb_array_elements_text((data -> 'to') || (data -> 'cc')) address
  ) sorted`;

const tombstones = `
  update objects o set updated_at = date_trunc('second', timezone('UTC', now())),
    data = jsonb_build_object('id', url, 'type', 'Tombstone', 'formerType', o.data -> 'type',
      'deleted', to_char(timezone('UTC', now()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  from item where item.type = 'Create' and o.data ->> 'id' = item.url`;

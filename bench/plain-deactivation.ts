import type { Client } from 'pg';

/**
 * The plainest SQL that leaves the newest Akkoma's tables as `deactivate_all_from_instance` does, written with
 * knowledge of every table and without any record. It formats ids and JSON with the same functions, since the rows must
 * be equal.
 */
export async function deactivatePlainly(client: Client, host: string): Promise<void> {
  await client.query('begin');
  await client.query('create temporary table target (id uuid primary key, ap_id text) on commit drop');
  await client.query('create temporary table ended (follower_id uuid, following_id uuid) on commit drop');
  await client.query('create temporary table follow (place bigint, actor text, data jsonb) on commit drop');
  await client.query('create temporary table undo (id uuid, data jsonb) on commit drop');
  await client.query(
    `with gone as (
      update users set is_active = false, updated_at = date_trunc('second', timezone('UTC', now()))
      where is_active and not local and nickname like '%@' || $1::text returning id, ap_id
    ) insert into target select * from gone`,
    [host],
  );
  await client.query('analyze target');
  await client.query(
    `with gone as (
      delete from following_relationships r using target, users follower
      where r.following_id = target.id and r.state = 2 and follower.id = r.follower_id and follower.local
      returning r.follower_id, r.following_id
    ) insert into ended select * from gone`,
  );
  await client.query('analyze ended');
  await client.query(
    `with gone as (
      delete from activities a using ended, users follower, users followed
      where follower.id = ended.follower_id and followed.id = ended.following_id
        and coalesce(a.data -> 'object' ->> 'id', a.data ->> 'object') = followed.ap_id
        and a.actor = follower.ap_id and a.data ->> 'type' = 'Follow'
      returning a.actor, a.data
    ) insert into follow select row_number() over (), * from gone`,
  );
  await client.query('analyze follow');
  await client.query(
    `with fresh as (
      insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
      select steward.flake_at((extract(epoch from now()) * 1000)::bigint, '0000000000bb', place),
        jsonb_build_object('id', 'https://social.test/activities/' || gen_random_uuid(), 'type', 'Undo', 'actor', actor,
          'to', recipients, 'object', more || data, 'context', more -> 'context', 'published', more -> 'published'),
        true, actor, recipients, date_trunc('second', timezone('UTC', now())), date_trunc('second', timezone('UTC', now()))
      from follow
      cross join lateral (
        select array[data ->> 'object'] as recipients, jsonb_build_object(
          'context', 'https://social.test/contexts/' || gen_random_uuid(),
          'published', to_char(timezone('UTC', now()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) as more
        where place > 0
      ) made
      returning id, data
    ) insert into undo select * from fresh`,
  );
  await client.query(
    `insert into oban_jobs (worker, queue, max_attempts, args)
    select 'Pleroma.Workers.PublisherWorker', 'federator_outgoing', 6,
      jsonb_build_object('op', 'publish', 'activity_id', steward.flake_text(id),
        'object_data', steward.compact_json(data -> 'object')) from undo`,
  );
  await client.query(
    `with gone as (
      delete from following_relationships r using target, users followed
      where r.follower_id = target.id and r.state = 2 and followed.id = r.following_id and followed.local
        and followed.is_active
      returning r.follower_id, r.following_id
    ) insert into ended select * from gone`,
  );
  await client.query(recount);
  await client.query('commit');
}

const recount = `
  update users set following_count = counted.following, follower_count = counted.followers,
    updated_at = date_trunc('second', timezone('UTC', now()))
  from (
    select u.id,
      (select count(*) from following_relationships r join users o on o.id = r.following_id
        where r.follower_id = u.id and r.state = 2 and o.is_active and o.nickname not like 'internal.%') as following,
      (select count(*) from following_relationships r join users o on o.id = r.follower_id
        where r.following_id = u.id and r.state = 2 and o.is_active and o.nickname not like 'internal.%') as followers
    from users u
    where u.local and u.id in (select follower_id from ended union select following_id from ended)
  ) counted
  where users.id = counted.id
    and (users.following_count, users.follower_count) is distinct from (counted.following, counted.followers)`;

import type { Client } from 'pg';

/** A digest of the contents of Akkoma's tables, independent of times, random ids and the order of rows. */
export async function digest(client: Client): Promise<string> {
  const { rows } = await client.query(`
    select
      (select jsonb_object_agg(type, count) from (
        select data ->> 'type' as type, count(*) from activities group by 1) a) as activities,
      (select jsonb_object_agg(type, count) from (
        select data ->> 'type' as type, count(*) from objects group by 1) o) as objects,
      (select jsonb_object_agg(worker, of_worker) from (
        select worker || ' ' || (args ->> 'op') || ' ' || priority || ' ' || max_attempts as worker,
          jsonb_build_array(count(*), sum(length(args ->> 'object_data'))) as of_worker
        from oban_jobs group by 1) j) as jobs,
      (select count(*) from notifications) as notifications,
      (select sum(hashtextextended(concat(follower_id, following_id, state), 0)) from following_relationships) as follows,
      (select sum(hashtextextended(concat_ws(' ', nickname, is_active, is_confirmed, length(confirmation_token),
        follower_count, following_count, note_count), 0)) from users) as users,
      (select sum(coalesce((data ->> 'like_count')::integer, 0) + coalesce((data ->> 'announcement_count')::integer, 0))
        from objects) as counted`);
  return JSON.stringify(rows[0]);
}

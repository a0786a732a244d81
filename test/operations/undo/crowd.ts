import type { Client } from 'pg';

/**
 * Creates a local account and the given number of local followers, with the activities and the notifications that
 * belong to the follows, and right counts.
 */
export async function gather(client: Client, star: string, fans: number): Promise<void> {
  await client.query(
    `insert into users (id, nickname, name, bio, ap_id, follower_address, following_address, local, follower_count,
       following_count, inserted_at, updated_at)
     select steward.flake_at(1700000000000 + number, lpad(to_hex(length($1::text)), 12, '0'), 0), name, name, '',
       'https://social.test/users/' || name, 'https://social.test/users/' || name || '/followers',
       'https://social.test/users/' || name || '/following', true, case number when 0 then $2::integer else 0 end,
       case number when 0 then 0 else 1 end, '2025-01-01', '2025-01-01'
     from generate_series(0, $2::integer) number,
       lateral (select case number when 0 then $1::text else $1::text || '_fan' || number end as name) named`,
    [star, fans],
  );
  await client.query(
    `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
     select fan.id, star.id, 2, '2025-02-01', '2025-02-01' from users star, users fan
     where star.nickname = $1 and fan.nickname like $1 || '\\_fan%'`,
    [star],
  );
  await client.query(
    `insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
     select steward.flake_at(1710000000000 + r.id, '0000000000aa', 0),
       jsonb_build_object('id', 'https://social.test/activities/' || gen_random_uuid(), 'type', 'Follow',
         'actor', fan.ap_id, 'object', star.ap_id, 'state', 'accept', 'to', jsonb_build_array(star.ap_id),
         'cc', '[]'::jsonb, 'bto', '[]'::jsonb, 'bcc', '[]'::jsonb),
       true, fan.ap_id, array[star.ap_id], '2025-02-01', '2025-02-01'
     from following_relationships r join users fan on fan.id = r.follower_id join users star on star.id = r.following_id
     where star.nickname = $1`,
    [star],
  );
  await client.query(
    `insert into notifications (user_id, activity_id, type, inserted_at, updated_at)
     select star.id, a.id, 'follow', '2025-02-01', '2025-02-01'
     from users star join activities a on a.data ->> 'object' = star.ap_id where star.nickname = $1`,
    [star],
  );
  // Autovacuum would have done this long ago.
  await client.query('analyze');
}

import type { Client } from 'pg';

export interface Population {
  readonly local: number;
  readonly remote: number;
  /** The number of hosts that the remote accounts are spread over. The first has `crowd` of the accounts. */
  readonly hosts: number;
  readonly crowd: number;
}

/** The first host, which has the crowd. */
export const crowdedHost = 'spam.example';

/**
 * Adds accounts to Akkoma's tables: local ones `person1`, `person2`… with email addresses, and remote ones `guest1@…`.
 * Each account of the crowd has two local followers and follows two local accounts, with the activities and
 * notifications that belong to it, and with correct counts.
 */
export async function populate(client: Client, { local, remote, hosts, crowd }: Population): Promise<void> {
  await client.query(accounts, [local, remote, hosts, crowd, crowdedHost]);
  await client.query(relationships, [local, crowd, crowdedHost]);
  await client.query(follows);
  await client.query(notifications);
  await client.query(counts);
  await client.query('vacuum analyze');
}

const accounts = `
  insert into users (id, nickname, name, email, bio, ap_id, uri, inbox, shared_inbox, follower_address,
    following_address, local, password_hash, is_active, is_confirmed, inserted_at, updated_at)
  select steward.flake_at(1700000000000 + number, '0000000000aa', 0), handle, name,
    case when local then name || '@mail.example' end, 'I am ' || name, ap_id, case when not local then ap_id end,
    case when not local then ap_id || '/inbox' end, case when not local then 'https://' || host || '/inbox' end,
    ap_id || '/followers', ap_id || '/following', local,
    case when local then '$2b$12$' || md5(number::text) || substr(md5(handle), 1, 21) end,
    true, true, timestamp '2025-01-01' + number * interval '1 second', timestamp '2025-01-01'
  from (
    select number, true as local, 'person' || number as name, 'person' || number as handle, 'social.test' as host,
      'https://social.test/users/person' || number as ap_id
    from generate_series(1, $1::integer) number
    union all
    select $1::integer + number, false, 'guest' || number, 'guest' || number || '@' || host, host,
      'https://' || host || '/users/guest' || number
    from generate_series(1, $2::integer) number,
      lateral (select case when number <= $4::integer then $5::text
        else 'host' || number % ($3::integer - 1) || '.example' end as host) at
  ) account`;

const relationships = `
  insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
  select case when outward then person.id else guest.id end, case when outward then guest.id else person.id end, 2,
    timestamp '2025-02-01', timestamp '2025-02-01'
  from generate_series(1, $2::integer) number
  cross join generate_series(0, 1) further
  cross join (values (true), (false)) direction (outward)
  join users guest on guest.ap_id = 'https://' || $3::text || '/users/guest' || number
  join users person on person.ap_id
    = 'https://social.test/users/person' || 1 + (number + further * case when outward then 7 else 11 end) % $1::integer`;

const follows = `
  insert into activities (id, data, local, actor, recipients, inserted_at, updated_at)
  select steward.flake_at(1710000000000 + r.id, '0000000000aa', 0),
    jsonb_build_object('id', split_part(follower.ap_id, '/users/', 1) || '/activities/' || gen_random_uuid(),
      'type', 'Follow', 'actor', follower.ap_id, 'object', followed.ap_id, 'state', 'accept',
      'to', jsonb_build_array(followed.ap_id), 'cc', '[]'::jsonb, 'bto', '[]'::jsonb, 'bcc', '[]'::jsonb),
    follower.local, follower.ap_id, array[followed.ap_id], r.inserted_at, r.updated_at
  from following_relationships r
  join users follower on follower.id = r.follower_id
  join users followed on followed.id = r.following_id
  where follower.nickname like 'person%' or followed.nickname like 'person%'`;

const notifications = `
  insert into notifications (user_id, activity_id, type, seen, inserted_at, updated_at)
  select followed.id, follow.id, 'follow', false, follow.inserted_at, follow.updated_at
  from activities follow join users followed on followed.ap_id = follow.data ->> 'object'
  where follow.data ->> 'type' = 'Follow' and followed.nickname like 'person%'`;

const counts = `
  update users u set
    following_count = (select count(*) from following_relationships r where r.follower_id = u.id and r.state = 2),
    follower_count = (select count(*) from following_relationships r where r.following_id = u.id and r.state = 2)
  where nickname like 'person%'`;

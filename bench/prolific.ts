import type { Client } from 'pg';

/** The account that has posted and liked a lot. */
export const prolific = 'person1';

/** Gives the account `each` posts, and lets it like and boost `each` posts of `person2`. */
export async function writeMuch(client: Client, each: number): Promise<void> {
  await client.query(objects, [each]);
  await client.query(activities, [each]);
  await client.query(`update users set note_count = $1 where nickname in ('person1', 'person2')`, [each]);
  await client.query('vacuum analyze objects, activities, users');
}

const objects = `
  insert into objects (data, inserted_at, updated_at)
  select jsonb_build_object('id', 'https://social.test/objects/' || who || '-' || number, 'type', 'Note',
      'actor', 'https://social.test/users/' || who, 'content', 'post ' || number || repeat(' and on', 30),
      'to', jsonb_build_array('https://www.w3.org/ns/activitystreams#Public'),
      'cc', jsonb_build_array('https://social.test/users/' || who || '/followers'))
    || case when who = 'person2' then jsonb_build_object(
      'likes', jsonb_build_array('https://social.test/users/person1'), 'like_count', 1,
      'announcements', jsonb_build_array('https://social.test/users/person1'), 'announcement_count', 1) else '{}' end,
    timestamp '2025-03-01', timestamp '2025-03-01'
  from generate_series(1, $1::integer) number, unnest(array['person1', 'person2']) who`;

const activities = `
  insert into activities (id, data, actor, recipients, inserted_at, updated_at)
  select steward.flake_at(1720000000000 + number, '0000000000aa', kind.place),
    jsonb_build_object('id', 'https://social.test/activities/' || kind.type || '-' || number, 'type', kind.type,
      'actor', 'https://social.test/users/person1',
      'object', 'https://social.test/objects/' || kind.whose || '-' || number,
      'to', jsonb_build_array('https://www.w3.org/ns/activitystreams#Public'),
      'cc', jsonb_build_array('https://social.test/users/person1/followers')),
    'https://social.test/users/person1',
    array['https://www.w3.org/ns/activitystreams#Public', 'https://social.test/users/person1/followers'],
    timestamp '2025-03-01', timestamp '2025-03-01'
  from generate_series(1, $1::integer) number,
    (values ('Create', 'person1', 0), ('Like', 'person2', 1), ('Announce', 'person2', 2)) kind (type, whose, place)`;

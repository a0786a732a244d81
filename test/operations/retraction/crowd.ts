import type { Client } from 'pg';

/**
 * Adds this number of posts, likes, boosts and reactions of lain's, each of another of bob's posts, in a few
 * statements.
 */
export async function writeMuch(client: Client, count: number): Promise<void> {
  await client.query(
    `insert into objects (data, inserted_at, updated_at)
     select jsonb_build_object('id', 'https://social.test/objects/' || who || '-' || place, 'type', 'Note',
         'actor', 'https://social.test/users/' || who, 'content', 'post ' || place || repeat(' word', 40),
         'to', jsonb_build_array('https://www.w3.org/ns/activitystreams#Public'),
         'cc', jsonb_build_array('https://social.test/users/' || who || '/followers'))
       || case when who = 'bob' then jsonb_build_object(
         'likes', jsonb_build_array('https://social.test/users/lain'), 'like_count', 1,
         'announcements', jsonb_build_array('https://social.test/users/lain'), 'announcement_count', 1,
         'reactions', jsonb_build_array(jsonb_build_array('☕', jsonb_build_array('https://social.test/users/lain'), null)),
         'reaction_count', 1) else '{}' end,
       '2026-10-25', '2026-10-25'
     from generate_series(1, $1::integer) place, unnest(array['lain', 'bob']) who`,
    [count],
  );
  await client.query(
    `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
     select steward.flake_at(1780000000000 + place, '15c973e54f0d', kind.number),
       jsonb_build_object('id', 'https://social.test/activities/' || kind.type || '-' || place, 'type', kind.type,
         'actor', 'https://social.test/users/lain', 'content', '☕',
         'object', 'https://social.test/objects/' || kind.whose || '-' || place,
         'to', jsonb_build_array('https://www.w3.org/ns/activitystreams#Public'),
         'cc', jsonb_build_array('https://social.test/users/lain/followers')),
       'https://social.test/users/lain',
       array['https://www.w3.org/ns/activitystreams#Public', 'https://social.test/users/lain/followers'],
       '2026-10-25', '2026-10-25'
     from generate_series(1, $1::integer) place,
       (values ('Create', 'lain', 0), ('Like', 'bob', 1), ('Announce', 'bob', 2), ('EmojiReact', 'bob', 3))
         as kind (type, whose, number)`,
    [count],
  );
}

/**
 * SQL that adds reports to the small instance, with the ids of the examples of `/report`: an open one by gina about
 * frank with a note of mo's, and a resolved one by heidi about bob. The world of moderation has reports of these ids.
 */
export const withReports = `
  insert into activities (id, data, actor, local, recipients, inserted_at, updated_at) values
    ('000001a2-23c2-a15d-08df-cb3db19c0000',
      '{"id": "https://social.test/activities/reported", "type": "Flag", "state": "open", "to": [], "cc": [],
        "actor": "https://social.test/users/gina", "content": "rude", "object": ["https://social.test/users/frank",
          {"id": "https://social.test/activities/rude", "type": "Note", "content": "rude words",
            "actor": {"nickname": "frank", "email": "frank@social.example"}}]}',
      'https://social.test/users/gina', true, '{}', '2026-11-28 20:04:47', '2026-11-28 20:04:47'),
    ('000001a2-23c2-aa03-08df-cb3db19c0000',
      '{"id": "https://social.test/activities/resolved", "type": "Flag", "state": "resolved", "to": [], "cc": [],
        "actor": "https://social.test/users/heidi", "content": "spam", "object": ["https://social.test/users/bob"]}',
      'https://social.test/users/heidi', true, '{}', '2026-11-28 20:04:49', '2026-11-28 20:04:54')
  on conflict do nothing;
  insert into report_notes (id, user_id, activity_id, content, inserted_at, updated_at)
  select 1, id, '000001a2-23c2-a15d-08df-cb3db19c0000', 'watching this one', '2026-11-28 20:04:54', '2026-11-28 20:04:54'
  from users where nickname = 'mo'
  on conflict do nothing;
  select setval('report_notes_id_seq', 1);
`;

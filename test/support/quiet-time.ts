import type { Client } from 'pg';

/** Pretends, for all tracked actions, that nothing has come back for another three seconds. */
export const passQuietTime = (client: Client) =>
  client.query(
    `update steward.actions
     set progress = jsonb_set(progress, '{quiet_since}', to_jsonb(to_char(
       (progress ->> 'quiet_since')::timestamptz at time zone 'UTC' - interval '3 seconds', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
     where state = 'following' and progress ->> 'quiet_since' is not null`,
  );

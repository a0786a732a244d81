import { type RawBuilder, sql } from 'kysely';

/** The table expression `actor`: the account of the requester, as `id` and `nickname`. */
export const actorOf = (actionId: number): RawBuilder<unknown> => sql`
  actor as (
    select u.id, u.nickname::text as nickname
    from steward.actions a
    join steward.staff_links l on l.discord_id = a.requester_id
    join users u on u.id = l.user_id
    where a.id = ${actionId}
  )`;

/**
 * The fields of every entry, from `actor` and a column `action`.
 *
 * @param sentence the message after the actor's name.
 */
export const entry = (sentence: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  jsonb_build_object(
    'actor', jsonb_build_object('id', steward.flake_text(actor.id), 'nickname', actor.nickname, 'type', 'user'),
    'action', action, 'message', '@' || actor.nickname || ' ' || ${sentence})`;

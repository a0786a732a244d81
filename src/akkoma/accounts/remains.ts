import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { visible } from '../follows/recount.ts';
import { deletable } from '../retraction/index.ts';

/** The number of rows of a removed account that the server still has to delete. */
export interface Remains {
  /** Posts, likes and boosts. */
  readonly activities: number;
  /** Follows in both directions, and the account's own follow requests. */
  readonly follows: number;
  /**
   * Notifications that the account caused. They are deleted last, and are counted only when everything else is gone.
   */
  readonly notifications: number;
  /** 1 if the account's empty row is to be deleted too, because the account is not confirmed or not approved. */
  readonly rows: number;
}

/**
 * Counts what the server's `delete_user` job would still delete of a removed account (behaviour.md 12.1). It does not
 * count what the job leaves permanently: reactions, boosts of posts that are not in this database, posts of types that
 * it does not delete, follows of deactivated accounts, requests to follow the account.
 *
 * A post that is embedded in its Create is counted, though the job crashes on it.
 *
 * Trap: each post is looked up by the index on the objects' ids. With a join, the planner would read all objects for an
 * account with many posts.
 *
 * @param id the account's FlakeId.
 */
export async function countRemains(em: Em, id: string): Promise<Remains> {
  const { rows } = await sql<Remains>`
    with account as materialized (
      select id, ap_id, not (is_confirmed and is_approved) as goes
      from users where id = ${uuidFromFlakeId(id)}::uuid
    ),
    counted as materialized (
      select
        (select count(*) from activities a
          where a.actor = (select ap_id from account) and case a.data ->> 'type'
            when 'Like' then true
            when 'Announce' then exists (select from objects o where o.data ->> 'id' = a.data ->> 'object')
            when 'Create' then coalesce(
              (select o.data ->> 'type' = any(${deletable}::text[]) from objects o
                where o.data ->> 'id' = a.data ->> 'object'), true)
            else false end
        )::integer as activities,
        (select count(*) from account u
          join following_relationships r on r.following_id = u.id and r.state = 2
          join users other on other.id = r.follower_id and other.id <> u.id and ${visible('other')}
        )::integer + (select count(*) from account u
          join following_relationships r on r.follower_id = u.id
          left join users other on other.id = r.following_id and other.id <> u.id and ${visible('other')}
          where r.state = 1 or (r.state = 2 and other.is_active)
        )::integer as follows
    )
    select activities, follows,
      case when activities + follows > 0 then 0 else (
        select count(*) from notifications n join activities a on a.id = n.activity_id
        where a.actor = (select ap_id from account)
      )::integer end as notifications,
      (select count(*) from account where goes)::integer as rows
    from counted`.execute(em.getKysely());
  return rows[0] ?? { activities: 0, follows: 0, notifications: 0, rows: 0 };
}

export const totalOf = ({ activities, follows, notifications, rows }: Remains): number =>
  activities + follows + notifications + rows;

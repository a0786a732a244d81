import { sql } from 'kysely';
import { visible } from '../../akkoma/follows/recount.ts';
import type { Em } from '../../database/connection/connection.ts';

/** What happened on the instance on a day, in UTC. */
export interface Day {
  /** Such as `2027-04-05`. */
  readonly day: string;
  /** Local people who were active; null where it was not measured. */
  readonly active: number | null;
  /** Public and unlisted posts of local accounts, without those that were deleted; null where it was not measured. */
  readonly posts: number | null;
  /** Accounts that registered and still exist. */
  readonly signUps: number;
}

/**
 * Records the activity of the present day so far. Akkoma keeps only when each person was last active, so a day is
 * measured while it lasts: call this every hour.
 */
export async function measureDay(em: Em): Promise<void> {
  await sql`
    insert into steward.days (day, active_people, posts)
    select timezone('UTC', now())::date,
      count(*) filter (where u.last_active_at >= timezone('UTC', now())::date), coalesce(sum(u.note_count), 0)
    from users u where u.local and ${visible('u')}
    on conflict (day) do update set
      active_people = greatest(days.active_people, excluded.active_people), posts = excluded.posts, measured_at = now()`.execute(
    em.getKysely(),
  );
}

/** Reads the last days, today included, the earliest first. */
export async function readDays(em: Em, count: number): Promise<Day[]> {
  const { rows } = await sql<Day>`
    select to_char(each.day, 'YYYY-MM-DD') as day, measured.active_people as active,
      case when measured.posts < before.posts then 0 else measured.posts - before.posts end::float8 as posts, coalesce(registered.count, 0) as "signUps"
    from generate_series(timezone('UTC', now())::date - ${count - 1}::integer, timezone('UTC', now())::date, '1 day') as each (day)
    left join steward.days measured on measured.day = each.day::date
    left join steward.days before on before.day = each.day::date - 1
    left join (
      select u.inserted_at::date as day, count(*)::integer as count from users u
      where u.local and ${visible('u')} and u.inserted_at >= timezone('UTC', now())::date - ${count - 1}::integer
      group by 1) registered on registered.day = each.day::date
    order by each.day`.execute(em.getKysely());
  return rows;
}

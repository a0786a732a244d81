import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { visible } from '../follows/recount.ts';

/** How large and how busy the instance is, and what waits for its staff. */
export interface InstanceNumbers {
  /** Active local accounts. */
  readonly accounts: number;
  /** Local people who were active in the last 30 days, and in the last 180 days. */
  readonly activeMonth: number;
  readonly activeHalfYear: number;
  /** Public and unlisted posts of local accounts. */
  readonly posts: number;
  readonly awaitingApproval: number;
  readonly unconfirmed: number;
  /** Instances that Akkoma could not reach, and has not reached since. */
  readonly unreachable: number;
}

/**
 * Counts as Akkoma's own pages do. It reads the local accounts by `users_local_index`, and never the activities.
 */
export async function readInstanceNumbers(em: Em): Promise<InstanceNumbers> {
  const since = (days: number) =>
    sql`u.last_active_at >= timezone('UTC', now()) - make_interval(days => ${days}::integer)`;
  const { rows } = await sql<InstanceNumbers>`
    select (count(*) filter (where u.is_active and not u.invisible))::integer as accounts,
      (count(*) filter (where ${since(30)}))::integer as "activeMonth",
      (count(*) filter (where ${since(180)}))::integer as "activeHalfYear",
      coalesce(sum(u.note_count), 0)::float8 as posts,
      (count(*) filter (where u.is_active and not u.is_approved))::integer as "awaitingApproval",
      (count(*) filter (where u.is_active and not u.is_confirmed))::integer as unconfirmed,
      (select count(*)::integer from instances where unreachable_since is not null) as unreachable
    from users u where u.local and ${visible('u')}`.execute(em.getKysely());
  const [numbers] = rows;
  if (numbers === undefined) throw new Error('The database returned no row for the numbers of the instance');
  return numbers;
}

/** A queue of Akkoma's with jobs that wait or are tried again. */
export interface WaitingJobs {
  readonly queue: string;
  /** Jobs that are due. */
  readonly due: number;
  /** Jobs that failed and are tried again later. */
  readonly retrying: number;
}

/** Counts Akkoma's jobs that are due or tried again. Queues without such jobs are left out. */
export async function readWaitingJobs(em: Em): Promise<WaitingJobs[]> {
  const { rows } = await sql<WaitingJobs>`
    select queue, (count(*) filter (where scheduled_at <= timezone('UTC', now())))::integer as due,
      (count(*) filter (where state = 'retryable' and scheduled_at > timezone('UTC', now())))::integer as retrying
    from oban_jobs
    where state = 'retryable' or state in ('available', 'scheduled') and scheduled_at <= timezone('UTC', now())
    group by queue order by queue`.execute(em.getKysely());
  return rows;
}

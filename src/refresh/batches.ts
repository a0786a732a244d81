import { type RawBuilder, sql } from 'kysely';
import { enqueuedBy } from '../akkoma/federation/oban-jobs.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Em } from '../database/connection/connection.ts';
import { mayBeActivated } from './changed.ts';

/** The number of accounts that the server can read within the five seconds that it gives a job, with a margin. */
export const readAtOnce = 500;

/**
 * The number of accounts that are (de)activated again at a time, each by its own job. Other jobs use that queue too.
 */
export const activatedAtOnce = 100;

/** Notifies the server of new jobs, where no trigger does. */
const notifyQueue = ({ features }: Instance): RawBuilder<unknown> =>
  sql`select pg_notify('public.oban_insert', '{"queue":"background"}') where ${!features.announcesJobs}::boolean and exists (select from job)`;

/** The job arguments that set an account to the state that its row has. */
const activationOf = (id: string, status: string): RawBuilder<unknown> =>
  sql`jsonb_build_object('op', 'user_activation', 'user_id', steward.flake_text(${sql.ref(id)}), 'status', ${sql.ref(status)})`;

const activationJobs = ({ settings }: Instance, source: RawBuilder<unknown>): RawBuilder<unknown> =>
  enqueuedBy('activation', settings, source);

/**
 * Enqueues the next batch of activations, unless a batch of this action is still enqueued. Where another action has
 * changed an account's state since, that action refreshes it.
 */
export async function enqueueActivations(em: Em, instance: Instance, actionId: number): Promise<void> {
  await sql`
    with next as materialized (
      select id, accounts from steward.refreshes
      where action_id = ${actionId} and kind = 'activation' and not exists (
        select from steward.refreshes where action_id = ${actionId} and kind = 'activation' and enqueued_at is not null)
      order by id limit 1
    ),
    account as materialized (
      select u.id, u.is_active from next join users u on u.id = any(next.accounts) where ${mayBeActivated('u')}
    ),
    job as materialized (select id from ${activationJobs(
      instance,
      sql`select ${activationOf('account.id', 'account.is_active')} from account order by account.id`,
    )}),
    enqueued as (
      update steward.refreshes refresh set enqueued_at = clock_timestamp(), job_ids = array(select id from job)
      from next where refresh.id = next.id
    )
    ${notifyQueue(instance)}`.execute(em.getKysely());
}

/**
 * Enqueues as many batches of readings as fit. A job reads all accounts that follow the reader, those of other batches
 * and actions included, so there must not be more than `readAtOnce` of them in total.
 */
export async function enqueueReadings(
  em: Em,
  instance: Instance,
  actionId: number,
  reader: string,
): Promise<void> {
  await sql`
    with ours as materialized (select unnest(relationships) as id from steward.refreshes),
    fitting as materialized (
      select id, accounts, row_number() over (order by id) as place from (
        select id, accounts, sum(cardinality(accounts)) over (order by id) as total
        from steward.refreshes
        where action_id = ${actionId} and kind = 'accounts' and enqueued_at is null
      ) waiting
      where total + (select count(*) from ours) <= ${readAtOnce}::integer
    ),
    begun as (
      insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
      select distinct account.id, ${reader}::uuid, 2, time, time
      from fitting join users account on account.id = any(fitting.accounts),
        date_trunc('second', timezone('UTC', now())) as time
      order by account.id
      -- One that another batch needs as well is not ended behind this one's back; one that is nobody's batch's is left alone.
      on conflict (follower_id, following_id) do update set updated_at = excluded.updated_at
      returning id, follower_id
    ),
    others as (
      select id from following_relationships where following_id = ${reader}::uuid
      except select id from ours
    ),
    job as materialized (select id from ${activationJobs(
      instance,
      sql`
        select ${activationOf('reader.id', 'reader.is_active')}
        from fitting, users reader where reader.id = ${reader}::uuid
        order by place`,
    )}),
    enqueued as (
      update steward.refreshes refresh set enqueued_at = clock_timestamp(), job_ids = array[job.id], relationships = array(
        select begun.id from begun
        where begun.follower_id = any(fitting.accounts) and begun.id not in (select id from others))
      from fitting join (select id, row_number() over (order by id) as place from job) job using (place)
      where refresh.id = fitting.id
    )
    ${notifyQueue(instance)}`.execute(em.getKysely());
}

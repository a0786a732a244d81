import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../database/connection.ts';
import { isFit } from './fit.ts';
import type { Instance } from './instance.ts';

/*
 * Akkoma's server keeps accounts in memory, and does not look whether their rows have changed: until 3.16 without an end,
 * from 3.17 on for 25 seconds. Two jobs of its queue have it look (behaviour.md 1.12):
 *
 * - `activation`: the job that activates or deactivates an account, with the state that its row has by then. The server
 *   takes over that state, and nothing else. It does so for remote accounts too.
 * - `accounts`: the same job for the server's own actor `internal.fetch`, while local accounts follow it. The server reads
 *   all who follow it anew. The follows are there for just that time, and no count knows of them.
 */

/** How many accounts the server reads in the five seconds that it gives a job, with room to spare. */
const batchSize = 500;

/** Behind whatever else waits in that queue. */
const priority = 3;

/** How far the server is with reading the accounts of an action anew. */
export interface Refreshing {
  /** How many jobs are still to be done. */
  readonly pending: number;
  /** How many accounts no server has read, of those that were looked at now. */
  readonly untaken: number;
}

/**
 * Lists what the server is to read anew: the accounts that an action has changed. Then `followRefresh` is to be called
 * until nothing is pending.
 *
 * @param since the number of the last change that the server was told of before; 0 for none.
 * @returns for how many accounts, and whether the server can be made to do it; null where none was changed.
 */
export async function beginRefresh(
  em: Em,
  instance: Instance,
  actionId: number,
  since: number,
): Promise<{ readonly accounts: number; readonly isPossible: boolean } | null> {
  const database = em.getKysely();
  const { rows: counted } = await sql<{ accounts: number }>`
    select count(distinct id)::integer as accounts from (${changedSince(actionId, since)}) changed`.execute(
    database,
  );
  const accounts = counted[0]?.accounts ?? 0;
  if (accounts === 0) return null;
  await oneAtATime(em);
  if (!(await canRefresh(em, instance))) return { accounts, isPossible: false };
  await sql`
    with changed as materialized (
      select id, bool_or(is_activation) as is_activation, bool_or(is_more) as is_more
      from (${changedSince(actionId, since)}) each group by id
    ),
    batched as (
      select u.id, (row_number() over (order by u.id) - 1) / ${batchSize}::integer as batch
      from changed join users u on u.id = changed.id
      where changed.is_more and u.local
    )
    insert into steward.refreshes (action_id, kind, accounts)
    select ${actionId}::bigint, 'activation', array[id] from changed where is_activation
    union all
    select ${actionId}::bigint, 'accounts', array_agg(id order by id) from batched group by batch`.execute(
    database,
  );
  await enqueueRefreshes(em, instance, actionId);
  return { accounts, isPossible: true };
}

/**
 * Of two transactions, neither sees what the other has still to commit: a follow that both need would be ended too soon, or
 * by nobody.
 */
const oneAtATime = (em: Em): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtext('steward.refresh'))`.execute(em.getKysely());

/** The accounts that an action has changed, once for each change: whether they were (de)activated, and whether more. */
const changedSince = (actionId: number, since: number): RawBuilder<unknown> => sql`
  select (key ->> 'id')::uuid as id, after -> 'is_active' is distinct from before -> 'is_active' as is_activation,
    exists (
      select from jsonb_object_keys(after) as column_name
      where column_name not in ('is_active', 'updated_at') and after -> column_name is distinct from before -> column_name
    ) as is_more
  from steward.changes
  where action_id = ${actionId} and id > ${since} and table_name = 'users' and before <> after`;

/** Whether the server can be made to read accounts anew. */
async function canRefresh(em: Em, instance: Instance): Promise<boolean> {
  const ways = ['insert', 'delete'] as const;
  return (
    isFit(instance, { following_relationships: ways, oban_jobs: ways }) &&
    (await readerOf(em, instance)) !== null
  );
}

/** The server's own actor, if it is as the server makes it: else the job would change more than it is to. */
async function readerOf(em: Em, { baseUrl }: Instance): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select u.id from users u
    where u.nickname = 'internal.fetch' and u.ap_id = ${`${baseUrl}/internal/fetch`} and u.local and u.is_active
      and not exists (select from following_relationships r where r.follower_id = u.id)`.execute(
    em.getKysely(),
  );
  return rows[0]?.id ?? null;
}

/**
 * Looks how far the server is with the jobs of an action, and enqueues those for which there is room by now. What is over
 * leaves nothing behind: neither its follows, nor a job that no server has taken.
 *
 * @param patience after how many seconds a job that has not been done is given up.
 */
export async function followRefresh(
  em: Em,
  instance: Instance,
  actionId: number,
  patience: number,
): Promise<Refreshing> {
  await oneAtATime(em);
  const ended = await endedOf(em, actionId, patience);
  await dropFollows(em, ended);
  const untaken = await takeBack(em, ended);
  await sql`delete from steward.refreshes where id = any(${sql.val(ended.map(({ id }) => id))}::bigint[])`.execute(
    em.getKysely(),
  );
  await enqueueRefreshes(em, instance, actionId);
  const { rows } = await sql<{ pending: number }>`
    select count(*)::integer as pending from steward.refreshes where action_id = ${actionId}`.execute(
    em.getKysely(),
  );
  return { pending: rows[0]?.pending ?? 0, untaken };
}

interface Ended {
  readonly id: string;
  readonly kind: 'activation' | 'accounts';
  /** `cut short`: the server ended it for taking too long. `late`: it was not done in time. */
  readonly how: 'done' | 'cut short' | 'failed' | 'late';
  readonly accounts: readonly string[];
  readonly job_id: string;
}

/** The jobs of an action that are over; a server forgets jobs that are done, after a while. */
async function endedOf(em: Em, actionId: number, patience: number): Promise<readonly Ended[]> {
  const { rows } = await sql<Ended>`
    select * from (
      select refresh.id, refresh.kind, refresh.accounts, refresh.job_id,
        case
          when job.id is null or job.state = 'completed' then 'done'
          when job.state::text in ('discarded', 'cancelled') then
            case when job.errors::text like '%imeout%' or job.errors::text like '%imed out%' then 'cut short' else 'failed' end
          when refresh.enqueued_at < now() - make_interval(secs => ${patience}::float8) then 'late'
        end as how
      from steward.refreshes refresh left join oban_jobs job on job.id = refresh.job_id
      where refresh.action_id = ${actionId} and refresh.job_id is not null
    ) refresh
    where how is not null
    order by id`.execute(em.getKysely());
  return rows;
}

/** Ends the follows of what is over, but for those that another job still needs. */
async function dropFollows(em: Em, ended: readonly Ended[]): Promise<void> {
  const ids = sql`${sql.val(ended.map(({ id }) => id))}::bigint[]`;
  await sql`
    delete from following_relationships
    where id in (select unnest(relationships) from steward.refreshes where id = any(${ids}))
      and id not in (select unnest(relationships) from steward.refreshes where id <> all(${ids}))`.execute(
    em.getKysely(),
  );
}

/**
 * Takes a job out of the queue that no server has taken, and lists in two halves what was cut short.
 *
 * @returns how many accounts no server has read.
 */
async function takeBack(em: Em, ended: readonly Ended[]): Promise<number> {
  const late = ended.filter(({ how }) => how === 'late');
  await sql`
    delete from oban_jobs
    where id = any(${sql.val(late.map(({ job_id }) => job_id))}::bigint[]) and state::text <> 'executing'`.execute(
    em.getKysely(),
  );
  const isHalved = ({ how, accounts }: Ended): boolean => how === 'cut short' && accounts.length > 1;
  await sql`
    insert into steward.refreshes (action_id, kind, accounts)
    select action_id, kind, half.accounts
    from steward.refreshes refresh cross join lateral (values
      (accounts[: cardinality(accounts) / 2]), (accounts[cardinality(accounts) / 2 + 1 :])
    ) as half (accounts)
    where refresh.id = any(${sql.val(ended.filter(isHalved).map(({ id }) => id))}::bigint[])`.execute(
    em.getKysely(),
  );
  return ended
    .filter((each) => each.how !== 'done' && !isHalved(each))
    .reduce((sum, { accounts }) => sum + accounts.length, 0);
}

/** What the server is told of an account, in the state that its row has. */
const activationOf = (id: string, status: string): RawBuilder<unknown> =>
  sql`jsonb_build_object('op', 'user_activation', 'user_id', steward.flake_text(${sql.ref(id)}), 'status', ${sql.ref(status)})`;

const jobColumns = sql`worker, queue, priority, max_attempts, args`;
const jobKind = sql`'Pleroma.Workers.BackgroundWorker', 'background', ${sql.lit(priority)}::integer, 1`;

/** Enqueues the jobs of an action for which there is room. */
async function enqueueRefreshes(em: Em, instance: Instance, actionId: number): Promise<void> {
  const database = em.getKysely();
  // The server deletes the rows of some accounts that are removed.
  await sql`
    delete from steward.refreshes
    where action_id = ${actionId} and job_id is null and not exists (select from users where id = any(accounts))`.execute(
    database,
  );
  const reader = await readerOf(em, instance);
  const activations = await enqueueActivations(em, actionId);
  const batches = reader === null ? 0 : await enqueueBatches(em, actionId, reader);
  if (activations + batches === 0 || instance.features.announcesJobs) return;
  await sql`select pg_notify('public.oban_insert', '{"queue":"background"}')`.execute(database);
}

/** An older job for the same account goes: it would bring back the state of its time. */
async function enqueueActivations(em: Em, actionId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with waiting as materialized (
      select refresh.id, account.id as account, account.is_active
      from steward.refreshes refresh join users account on account.id = refresh.accounts[1]
      where refresh.action_id = ${actionId} and refresh.kind = 'activation' and refresh.job_id is null
    ),
    older as (
      delete from oban_jobs
      where state::text in ('available', 'scheduled') and id in (
        select other.job_id from steward.refreshes other join waiting on waiting.account = other.accounts[1]
        where other.kind = 'activation' and other.job_id is not null)
    ),
    job as (
      insert into oban_jobs (${jobColumns})
      select ${jobKind}, ${activationOf('waiting.account', 'waiting.is_active')} from waiting order by id
      returning id, args ->> 'user_id' as account
    ),
    enqueued as (
      update steward.refreshes refresh set job_id = job.id, enqueued_at = now()
      from waiting join job on job.account = steward.flake_text(waiting.account)
      where refresh.id = waiting.id
      returning 1
    )
    select count(*)::integer as count from enqueued`.execute(em.getKysely());
  return rows[0]?.count ?? 0;
}

/** As many batches as there is room for among those who follow the reader: a job reads all of them. */
async function enqueueBatches(em: Em, actionId: number, reader: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with fitting as materialized (
      select id, accounts, row_number() over (order by id) as place from (
        select id, accounts, sum(cardinality(accounts)) over (order by id) as total
        from steward.refreshes
        where action_id = ${actionId} and kind = 'accounts' and job_id is null
      ) waiting
      where total + (select count(*) from following_relationships where following_id = ${reader}::uuid)
        <= ${batchSize}::integer
    ),
    begun as (
      insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
      select distinct account.id, ${reader}::uuid, 2, time, time
      from fitting join users account on account.id = any(fitting.accounts),
        date_trunc('second', timezone('UTC', now())) as time
      on conflict do nothing
      returning id, follower_id
    ),
    follow as (
      select id, follower_id from begun
      union all
      select id, follower_id from following_relationships where following_id = ${reader}::uuid
    ),
    job as (
      insert into oban_jobs (${jobColumns})
      select ${jobKind}, ${activationOf('reader.id', 'reader.is_active')}
      from fitting, users reader where reader.id = ${reader}::uuid
      order by place
      returning id
    ),
    enqueued as (
      update steward.refreshes refresh set job_id = job.id, enqueued_at = now(), relationships = array(
        select follow.id from follow where follow.follower_id = any(fitting.accounts))
      from fitting join (select id, row_number() over (order by id) as place from job) job using (place)
      where refresh.id = fitting.id
      returning 1
    )
    select count(*)::integer as count from enqueued`.execute(em.getKysely());
  return rows[0]?.count ?? 0;
}

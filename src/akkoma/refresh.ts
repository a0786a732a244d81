import { type RawBuilder, sql } from 'kysely';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import type { Em } from '../database/connection.ts';
import { isFit } from './fit.ts';
import type { Instance } from './instance.ts';
import type { Writes } from './known-tables.ts';

/*
 * Akkoma's server keeps accounts in memory, and does not look whether their rows have changed: until 3.16 without an end,
 * from 3.17 on for 25 seconds. Two jobs of its queue have it look (behaviour.md 1.12):
 *
 * - `activation`: the job that activates or deactivates an account, with the state that its row has by then. The server
 *   takes over that state, and nothing else. It does so for remote accounts too.
 * - `accounts`: the same job for the server's own actor `internal.fetch`, while local accounts follow it. The server reads
 *   all who follow it anew. The follows are there for just that time, and no count knows of them.
 *
 * Trap: the first one ends the follows that the account has of active local accounts, when it activates as well (behaviour.md 6
 * step 3). So it is only for accounts that are deactivated, and for remote ones without such follows.
 */

/** How many accounts the server reads in the five seconds that it gives a job, with room to spare. */
const readAtOnce = 500;

/** How many accounts are (de)activated anew at once, each by a job of its own: others use that queue too. */
const activatedAtOnce = 100;

/** For as many jobs that are given up a batch waits for room before it is given up itself. */
const longestQueue = 10;

/** Behind whatever else waits in that queue. */
const priority = 3;

/** How long a server keeps accounts that does not keep them without an end, in seconds, and a little more. */
const lifetime = 30;

/** What is to be read anew of what an action has changed. */
export interface Changed {
  readonly accounts: number;
  /** How many of them the server cannot be made to read: all, or remote ones. */
  readonly untaken: number;
  /** How many were activated or deactivated. */
  readonly activations: number;
  /** Of how many the server is to read more. */
  readonly readings: number;
  /** The actor by which the server is made to read accounts; null where it cannot be. */
  readonly reader: string | null;
}

/** How far the server is with reading the accounts of an action anew. */
export interface Refreshing {
  /** How many batches are still to be done. */
  readonly pending: number;
  /** The ids of accounts that no server has read, of those that were looked at now. */
  readonly untaken: readonly string[];
}

/**
 * What an action has changed of accounts.
 *
 * @param since the number of the last change that the server was told of before; 0 for none.
 * @returns null where no account was changed.
 */
export async function changedBy(
  em: Em,
  instance: Instance,
  actionId: number,
  since: number,
): Promise<Changed | null> {
  const { rows } = await sql<Omit<Changed, 'untaken'> & { beyond: number }>`
    select (count(*) filter (where is_activation or is_reading or is_beyond))::integer as accounts,
      (count(*) filter (where is_beyond))::integer as beyond,
      (count(*) filter (where is_activation))::integer as activations,
      (count(*) filter (where is_reading))::integer as readings, (${readerOf(instance)}) as reader
    from (${changedSince(actionId, since)}) changed`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined || row.accounts === 0) return null;
  const { beyond, ...changed } = row;
  const reader = isFit(instance, written) ? changed.reader : null;
  return { ...changed, reader, untaken: reader === null ? changed.accounts : beyond };
}

/**
 * Lists what the server is to read anew, and has it begin, where there is a reader. Then `followRefresh` is to be called until
 * nothing is pending. Older jobs about the same accounts go: they would bring back the state of their time.
 */
export async function beginRefresh(
  em: Em,
  instance: Instance,
  actionId: number,
  since: number,
  { reader, activations, readings }: Changed,
): Promise<void> {
  await sql`
    with changed as materialized (${changedSince(actionId, since)}),
    older as (
      delete from oban_jobs
      where id in (select unnest(job_ids) from steward.refreshes where kind = 'activation')
        and state::text in ('available', 'scheduled')
        and args ->> 'user_id' in (select steward.flake_text(id) from changed where changes_state)
    ),
    batched as (
      select 'activation' as kind, id, (row_number() over (order by id) - 1) / ${activatedAtOnce}::integer as batch
      from changed where is_activation
      union all
      select 'accounts', id, (row_number() over (order by id) - 1) / ${readAtOnce}::integer
      from changed where is_reading
    )
    insert into steward.refreshes (action_id, kind, accounts)
    select ${actionId}::bigint, kind, array_agg(id order by id) from batched group by kind, batch order by kind, batch`.execute(
    em.getKysely(),
  );
  if (reader === null) return;
  if (activations > 0) await enqueueActivations(em, instance, actionId);
  if (readings > 0) await enqueueBatches(em, instance, actionId, reader);
}

/**
 * The accounts that an action has changed: whether they became active or inactive, by which of the two ways the server is told,
 * and whether there is more of which it cannot be. The counts of remote accounts are their own server's.
 */
const changedSince = (actionId: number, since: number): RawBuilder<unknown> => sql`
  select id, changes_state, changes_state and ${mayBeActivated('changed')} as is_activation,
    local and (is_more or changes_state and is_active) as is_reading,
    not local and (is_more or changes_state and not ${mayBeActivated('changed')}) as is_beyond
  from (
    select u.id, u.local, u.is_active,
      bool_or(change.after -> 'is_active' is distinct from change.before -> 'is_active') as changes_state,
      bool_or(change.after - ignored.names <> change.before - ignored.names) as is_more
    from steward.changes change
    join users u on u.id = (change.key ->> 'id')::uuid
    cross join lateral (
      select case when u.local then array['is_active', 'updated_at']
        else array['is_active', 'updated_at', 'note_count', 'follower_count', 'following_count'] end as names
    ) ignored
    where change.action_id = ${actionId} and change.id > ${since} and change.table_name = 'users'
      and change.before <> change.after
    group by u.id
  ) changed`;

/** Whether the job that sets an account's state does nothing else; `alias` stands for a row of `users`. */
const mayBeActivated = (alias: string): RawBuilder<boolean> => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(
    not ${column('is_active')} or not ${column('local')} and not exists (
      select from following_relationships r join users friend on friend.id = r.following_id
      where r.follower_id = ${column('id')} and r.state = 2 and friend.local and friend.is_active))`;
};

/** What is written to make the server read accounts anew. */
const written: Writes = {
  following_relationships: ['insert', 'update', 'delete'],
  oban_jobs: ['insert', 'delete'],
};

/**
 * The id of the server's own actor by which it is made to read others; none where the actor is not as the server makes it:
 * the job would change more than it is to.
 */
const readerOf = ({ baseUrl }: Instance): RawBuilder<unknown> => sql`
  select u.id from users u
  where u.nickname = 'internal.fetch' and u.ap_id = ${`${baseUrl}/internal/fetch`} and u.local and u.is_active
    and not exists (select from following_relationships r where r.follower_id = u.id)`;

async function findReader(em: Em, instance: Instance): Promise<string | null> {
  if (!isFit(instance, written)) return null;
  const { rows } = await sql<{ id: string }>`${readerOf(instance)}`.execute(em.getKysely());
  return rows[0]?.id ?? null;
}

/**
 * Looks how far the server is with the jobs of an action, and enqueues those for which there is room by now. What is over
 * leaves nothing behind: neither its follows, nor a job that no server has taken. Where the server forgets by itself, all is
 * over by then.
 *
 * @param patience after how many seconds a job that has not been done is given up.
 */
export async function followRefresh(
  em: Em,
  instance: Instance,
  actionId: number,
  patience: number,
): Promise<Refreshing> {
  await dropOutdated(em, actionId);
  const isForgotten = instance.features.cacheExpires && (await isBegunBefore(em, actionId, lifetime));
  const ended = await endedOf(em, actionId, isForgotten ? 0 : patience);
  await leaveNothing(em, ended);
  if (isForgotten) {
    await sql`delete from steward.refreshes where action_id = ${actionId}`.execute(em.getKysely());
    return { pending: 0, untaken: [] };
  }
  const reader = await findReader(em, instance);
  const dropped = await dropWaiting(em, actionId, reader === null ? 0 : patience * longestQueue);
  if (reader !== null) {
    await enqueueActivations(em, instance, actionId);
    await enqueueBatches(em, instance, actionId, reader);
  }
  const { rows } = await sql<{ pending: number }>`
    select count(*)::integer as pending from steward.refreshes where action_id = ${actionId}`.execute(
    em.getKysely(),
  );
  return {
    pending: rows[0]?.pending ?? 0,
    untaken: [...dropped, ...ended.flatMap(untakenOf)],
  };
}

/** A job that waits still, while somebody has decided otherwise in Akkoma itself, would take that back. */
async function dropOutdated(em: Em, actionId: number): Promise<void> {
  await sql`
    delete from oban_jobs job using steward.refreshes refresh, users account
    where refresh.action_id = ${actionId} and refresh.kind = 'activation' and job.id = any(refresh.job_ids)
      and job.state::text in ('available', 'scheduled') and account.id = any(refresh.accounts)
      and job.args ->> 'user_id' = steward.flake_text(account.id)
      and (job.args ->> 'status')::boolean <> account.is_active`.execute(em.getKysely());
}

async function isBegunBefore(em: Em, actionId: number, seconds: number): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select coalesce(min(begun_at) < clock_timestamp() - make_interval(secs => ${seconds}::float8), false) as is
    from steward.refreshes where action_id = ${actionId}`.execute(em.getKysely());
  return rows[0]?.is === true;
}

/** A batch of which all jobs are over, one way or the other. */
interface Ended {
  readonly id: string;
  readonly kind: 'activation' | 'accounts';
  readonly size: number;
  /** The ids of its accounts. */
  readonly accounts: readonly string[];
  /** The FlakeIds of those that jobs were for that were not done: they failed, or nobody has taken them in time. */
  readonly undone: readonly string[];
  /** Whether the server ended one for taking too long. */
  readonly isCutShort: boolean;
  /** Whether nobody knows how one has ended. */
  readonly isUnknown: boolean;
}

/** For how long the server remembers a job that has ended, in seconds. */
const jobsKept = 60;

/** A job that is not there has been done, or was taken back; unless nobody has looked for so long that it was forgotten. */
async function endedOf(em: Em, actionId: number, patience: number): Promise<readonly Ended[]> {
  const { rows } = await sql<Ended>`
    select refresh.id, refresh.kind, cardinality(refresh.accounts) as size, refresh.accounts,
      coalesce(array_agg(job.args ->> 'user_id') filter (where job.state <> 'completed'), '{}') as undone,
      coalesce(bool_or(job.errors::text ~ '[tT]imed out|Timeout'), false) as "isCutShort",
      count(job.id) < cardinality(refresh.job_ids)
        and refresh.enqueued_at <= clock_timestamp() - make_interval(secs => ${jobsKept}::float8) as "isUnknown"
    from steward.refreshes refresh left join oban_jobs job on job.id = any(refresh.job_ids)
    where refresh.action_id = ${actionId} and refresh.enqueued_at is not null
    group by refresh.id
    having refresh.enqueued_at <= clock_timestamp() - make_interval(secs => ${patience}::float8)
      or not coalesce(bool_or(job.state::text not in ('completed', 'discarded', 'cancelled')), false)
    order by refresh.id`.execute(em.getKysely());
  return rows;
}

/** What the server had too little time for is tried again by halves. */
const isHalved = ({ kind, size, isCutShort }: Ended): boolean =>
  kind === 'accounts' && isCutShort && size > 1;

/** The ids of its accounts that no server has read. */
function untakenOf(ended: Ended): readonly string[] {
  if (ended.undone.length === 0 || isHalved(ended) || ended.isUnknown) return [];
  return ended.kind === 'accounts' ? ended.accounts : ended.undone.map(uuidFromFlakeId);
}

/**
 * Ends the follows of batches that are over, but for those that another one needs; takes jobs out of the queue that nobody has
 * taken; and lists anew what was cut short, in two halves, and that of which nobody knows.
 */
async function leaveNothing(em: Em, ended: readonly Ended[]): Promise<void> {
  if (ended.length === 0) return;
  const idsOf = (those: readonly Ended[]) => sql`${sql.val(those.map(({ id }) => id))}::bigint[]`;
  const database = em.getKysely();
  // Whoever needs one of them as well, or has ended it, is waited for; the next statement then sees what they did.
  await sql`
    select from following_relationships
    where id in (select unnest(relationships) from steward.refreshes where id = any(${idsOf(ended)}))
    order by follower_id for update`.execute(database);
  await sql`
    delete from following_relationships
    where id in (select unnest(relationships) from steward.refreshes where id = any(${idsOf(ended)}))
      and id not in (select unnest(relationships) from steward.refreshes where id <> all(${idsOf(ended)}))`.execute(
    database,
  );
  await sql`
    delete from oban_jobs
    where id in (select unnest(job_ids) from steward.refreshes where id = any(${idsOf(ended)}))
      and state::text in ('available', 'scheduled', 'retryable')`.execute(database);
  await sql`
    insert into steward.refreshes (action_id, kind, accounts)
    select action_id, kind, half.accounts
    from steward.refreshes refresh cross join lateral (values
      (accounts[: cardinality(accounts) / 2]), (accounts[cardinality(accounts) / 2 + 1 :])
    ) as half (accounts)
    where refresh.id = any(${idsOf(ended.filter(isHalved))})
    union all
    select action_id, kind, accounts from steward.refreshes
    where id = any(${idsOf(ended.filter((each) => each.isUnknown && !isHalved(each)))})`.execute(database);
  await sql`delete from steward.refreshes where id = any(${idsOf(ended)})`.execute(database);
}

/** Gives up what is not enqueued yet after so many seconds. @returns the ids of the accounts. */
async function dropWaiting(em: Em, actionId: number, seconds: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with dropped as (
      delete from steward.refreshes
      where action_id = ${actionId} and enqueued_at is null
        and begun_at <= clock_timestamp() - make_interval(secs => ${seconds}::float8)
      returning accounts
    )
    select unnest(accounts) as id from dropped`.execute(em.getKysely());
  return rows.map(({ id }) => id);
}

/** Tells the server of jobs, where no trigger does. */
const announced = ({ features }: Instance): RawBuilder<unknown> =>
  sql`select pg_notify('public.oban_insert', '{"queue":"background"}') where ${!features.announcesJobs}::boolean and exists (select from job)`;

/** What the server is told of an account, in the state that its row has. */
const activationOf = (id: string, status: string): RawBuilder<unknown> =>
  sql`jsonb_build_object('op', 'user_activation', 'user_id', steward.flake_text(${sql.ref(id)}), 'status', ${sql.ref(status)})`;

const jobColumns = sql`worker, queue, priority, max_attempts, args`;
const jobKind = sql`'Pleroma.Workers.BackgroundWorker', 'background', ${sql.lit(priority)}::integer, 1`;

/** One batch after the other. Who has been decided about otherwise meanwhile is told of by whoever did. */
async function enqueueActivations(em: Em, instance: Instance, actionId: number): Promise<void> {
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
    job as (
      insert into oban_jobs (${jobColumns})
      select ${jobKind}, ${activationOf('account.id', 'account.is_active')} from account order by account.id
      returning id
    ),
    enqueued as (
      update steward.refreshes refresh set enqueued_at = clock_timestamp(), job_ids = array(select id from job)
      from next where refresh.id = next.id
    )
    ${announced(instance)}`.execute(em.getKysely());
}

/** As many batches as there is room for among those who follow the reader: a job reads all of them. */
async function enqueueBatches(em: Em, instance: Instance, actionId: number, reader: string): Promise<void> {
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
    job as (
      insert into oban_jobs (${jobColumns})
      select ${jobKind}, ${activationOf('reader.id', 'reader.is_active')}
      from fitting, users reader where reader.id = ${reader}::uuid
      order by place
      returning id
    ),
    enqueued as (
      update steward.refreshes refresh set enqueued_at = clock_timestamp(), job_ids = array[job.id], relationships = array(
        select begun.id from begun
        where begun.follower_id = any(fitting.accounts) and begun.id not in (select id from others))
      from fitting join (select id, row_number() over (order by id) as place from job) job using (place)
      where refresh.id = fitting.id
    )
    ${announced(instance)}`.execute(em.getKysely());
}

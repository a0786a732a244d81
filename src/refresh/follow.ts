import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Em } from '../database/connection/connection.ts';
import { enqueueActivations, enqueueReadings } from './batches.ts';
import { mayBeActivated } from './changed.ts';
import { findReader } from './reader.ts';

/** How far the server is with reading the accounts of an action anew. */
export interface RefreshLook {
  /** How many batches are still to be done. */
  readonly pending: number;
  /** The ids of accounts that no server has read, of those that were looked at now. */
  readonly untaken: readonly string[];
}

/** For as many jobs that are given up a batch waits for room before it is given up itself. */
const longestQueue = 10;

/** How long a server keeps accounts that does not keep them without an end, in seconds, and a little more. */
const lifetime = 30;

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
): Promise<RefreshLook> {
  await dropOutdated(em, actionId);
  const isForgotten = instance.features.cacheExpires && (await isBegunBefore(em, actionId, lifetime));
  const ended = await endedOf(em, actionId, isForgotten ? 0 : patience);
  await closeBatches(em, ended);
  if (isForgotten) {
    await sql`delete from steward.refreshes where action_id = ${actionId}`.execute(em.getKysely());
    return { pending: 0, untaken: [] };
  }
  const reader = await findReader(em, instance);
  const dropped = await dropWaiting(em, actionId, reader === null ? 0 : patience * longestQueue);
  if (reader !== null) {
    await enqueueActivations(em, instance, actionId);
    await enqueueReadings(em, instance, actionId, reader);
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

/**
 * A job that waits still, while somebody has decided otherwise in Akkoma itself, be it about the reader, would take that back;
 * and it would end the follows of an account that has come to follow somebody since.
 */
async function dropOutdated(em: Em, actionId: number): Promise<void> {
  await sql`
    delete from oban_jobs job using steward.refreshes refresh, users account
    where refresh.action_id = ${actionId} and job.id = any(refresh.job_ids)
      and job.state::text in ('available', 'scheduled')
      and (account.id = any(refresh.accounts) or account.nickname = 'internal.fetch')
      and job.args ->> 'user_id' = steward.flake_text(account.id)
      and ((job.args ->> 'status')::boolean <> account.is_active
        or refresh.kind = 'activation' and not ${mayBeActivated('account')})`.execute(em.getKysely());
}

async function isBegunBefore(em: Em, actionId: number, seconds: number): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select coalesce(max(begun_at) < clock_timestamp() - make_interval(secs => ${seconds}::float8), false) as is
    from steward.refreshes where action_id = ${actionId}`.execute(em.getKysely());
  return rows[0]?.is === true;
}

/** A batch of which all jobs are over, one way or the other. */
interface EndedBatch {
  readonly id: string;
  readonly kind: 'activation' | 'accounts';
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
async function endedOf(em: Em, actionId: number, patience: number): Promise<readonly EndedBatch[]> {
  const { rows } = await sql<EndedBatch>`
    select refresh.id, refresh.kind, refresh.accounts,
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
const isHalved = ({ kind, accounts, isCutShort }: EndedBatch): boolean =>
  kind === 'accounts' && isCutShort && accounts.length > 1;

/** The ids of its accounts that no server has read. */
function untakenOf(ended: EndedBatch): readonly string[] {
  if (ended.undone.length === 0 || isHalved(ended) || ended.isUnknown) return [];
  return ended.kind === 'accounts' ? ended.accounts : ended.undone.map(uuidFromFlakeId);
}

/**
 * Ends the follows of batches that are over, but for those that another one needs; takes jobs out of the queue that nobody has
 * taken; and lists anew what was cut short, in two halves, and that of which nobody knows.
 */
async function closeBatches(em: Em, ended: readonly EndedBatch[]): Promise<void> {
  if (ended.length === 0) return;
  const idsOf = (those: readonly EndedBatch[]) => sql`${sql.val(those.map(({ id }) => id))}::bigint[]`;
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

import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Em } from '../database/connection/connection.ts';
import { enqueueActivations, enqueueReadings } from './batches.ts';
import { mayBeActivated } from './changed.ts';
import { findReader } from './reader.ts';

/** How far the server is with reading the accounts of an action again. */
export interface RefreshProgress {
  /** The number of batches that are not done yet. */
  readonly pending: number;
  /** The ids of the accounts that this call gave up, since no server has read them. */
  readonly unrefreshed: readonly string[];
}

/** A batch that waits for room is given up after the time in which this number of jobs would be given up. */
const waitingFactor = 10;

/** After how many seconds a cached row has expired, on a server whose cache expires: 25, with a margin. */
export const cacheLifetime = 30;

/**
 * Checks how far the server is with the jobs of an action, and enqueues further ones where there is room by now. A
 * batch that has ended leaves nothing behind: neither its follows, nor a job that no server has taken. Where the
 * server's cache expires, all batches end as soon as it has.
 *
 * @param giveUpAfter after how many seconds an unfinished job is given up.
 */
export async function followRefresh(
  em: Em,
  instance: Instance,
  actionId: number,
  giveUpAfter: number,
): Promise<RefreshProgress> {
  await dropOutdated(em, actionId);
  const isForgotten = instance.features.cacheExpires && (await isBegunBefore(em, actionId, cacheLifetime));
  const ended = await endedOf(em, actionId, isForgotten ? 0 : giveUpAfter);
  await closeBatches(em, ended);
  if (isForgotten) {
    await sql`delete from steward.refreshes where action_id = ${actionId}`.execute(em.getKysely());
    return { pending: 0, unrefreshed: [] };
  }
  const reader = await findReader(em, instance);
  const dropped = await dropWaiting(em, actionId, reader === null ? 0 : giveUpAfter * waitingFactor);
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
    unrefreshed: [...dropped, ...ended.flatMap(untakenOf)],
  };
}

/**
 * Deletes waiting jobs whose effect is no longer wanted: the staff have since decided otherwise in Akkoma itself, about
 * the account or about the reader, and the job would revert that. An activation job would also end the follows of an
 * account that has come to follow local accounts since.
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

/** A batch whose jobs are all over, whether done or not. */
interface EndedBatch {
  readonly id: string;
  readonly kind: 'activation' | 'accounts';
  /** The ids of its accounts. */
  readonly accounts: readonly string[];
  /** The FlakeIds of the accounts whose jobs were not done: the job failed, or no server took it in time. */
  readonly undone: readonly string[];
  /** Whether the server ended one of its jobs for taking too long. */
  readonly isCutShort: boolean;
  /** Whether it is unknown how one of its jobs has ended. */
  readonly isUnknown: boolean;
}

/** For how many seconds the server keeps a job that has ended. */
const jobsKept = 60;

/**
 * Finds the batches that have ended. A missing job has completed or was deleted by Steward, unless the batch was
 * enqueued longer ago than the server keeps jobs: then the job may also have failed.
 */
async function endedOf(em: Em, actionId: number, giveUpAfter: number): Promise<readonly EndedBatch[]> {
  const { rows } = await sql<EndedBatch>`
    select refresh.id, refresh.kind, refresh.accounts,
      coalesce(array_agg(job.args ->> 'user_id') filter (where job.state <> 'completed'), '{}') as undone,
      coalesce(bool_or(job.errors::text ~ '[tT]imed out|Timeout'), false) as "isCutShort",
      count(job.id) < cardinality(refresh.job_ids)
        and refresh.enqueued_at <= clock_timestamp() - make_interval(secs => ${jobsKept}::float8) as "isUnknown"
    from steward.refreshes refresh left join oban_jobs job on job.id = any(refresh.job_ids)
    where refresh.action_id = ${actionId} and refresh.enqueued_at is not null
    group by refresh.id
    having refresh.enqueued_at <= clock_timestamp() - make_interval(secs => ${giveUpAfter}::float8)
      or not coalesce(bool_or(job.state::text not in ('completed', 'discarded', 'cancelled')), false)
    order by refresh.id`.execute(em.getKysely());
  return rows;
}

/** Whether a batch is tried again in two halves, because the server had too little time for it. */
const isHalved = ({ kind, accounts, isCutShort }: EndedBatch): boolean =>
  kind === 'accounts' && isCutShort && accounts.length > 1;

/** The ids of the accounts of a batch that no server has read. */
function untakenOf(ended: EndedBatch): readonly string[] {
  if (ended.undone.length === 0 || isHalved(ended) || ended.isUnknown) return [];
  return ended.kind === 'accounts' ? ended.accounts : ended.undone.map(uuidFromFlakeId);
}

/**
 * Deletes the follows of batches that have ended, except those that another batch needs, and the jobs that no server
 * has taken. Lists again a batch that was cut short, in two halves, and a batch whose result is unknown.
 */
async function closeBatches(em: Em, ended: readonly EndedBatch[]): Promise<void> {
  if (ended.length === 0) return;
  const idsOf = (those: readonly EndedBatch[]) => sql`${sql.val(those.map(({ id }) => id))}::bigint[]`;
  const database = em.getKysely();
  // Waits for other transactions that use or delete one of these follows. The next statement then sees what they did.
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

/**
 * Gives up the batches that are still not enqueued after the given number of seconds.
 *
 * @returns the ids of their accounts.
 */
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

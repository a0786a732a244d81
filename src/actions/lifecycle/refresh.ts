import { sql } from 'kysely';
import { z } from 'zod';
import { removed } from '../../akkoma/accounts/account.ts';
import { endSessions } from '../../akkoma/accounts/sessions.ts';
import type { Instance } from '../../akkoma/instance.ts';
import { requireUnchanged } from '../../akkoma/schema/features.ts';
import { openJournal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import {
  LockNotAvailable,
  useShortLockTimeout,
  withShortLockTimeout,
} from '../../database/locks/lock-timeout.ts';
import {
  beginRefresh,
  cacheLifetime,
  changedBy,
  deleteOutdatedJobs,
  followRefresh,
  mostNamed,
  namesOf,
} from '../../refresh/index.ts';
import type { ActionDependencies } from '../request.ts';
import { renew } from '../store/change-state.ts';
import { timeFromNow } from '../store/database-clock.ts';
import { loadForUpdate, readAction } from '../store/load-action.ts';
import { retryOnAkkoma } from '../store/retry-transaction.ts';

/** Whether Akkoma's running server, which caches accounts in memory, has reloaded those that an action changed. */
const refreshState = z.object({
  /** `untaken`: the server did not reload some of the accounts, and their cached copies have not expired yet. */
  state: z.enum(['pending', 'taken', 'untaken']),
  /** How many accounts were changed, and how many of them the server did not or could not reload. */
  accounts: z.int(),
  untaken: z.int(),
  /** The names of the first of these. Missing in rows of older versions. */
  names: z.array(z.string()).optional(),
  /**
   * Whether the server's cache expires after half a minute; otherwise it may serve the old account until it is
   * restarted.
   */
  expires: z.boolean(),
  /** When it has expired at the latest; null unless accounts were left to that. Missing in rows of older versions. */
  expires_at: z.iso.datetime().nullish(),
  /** How many accounts were signed out instead, because they lost a role or were removed. */
  signed_out: z.int(),
});

export type RefreshState = z.infer<typeof refreshState>;

/** Parses the refresh state of an action's row; null where nothing has to be reloaded. */
export const readRefresh = (stored: unknown): RefreshState | null =>
  stored == null ? null : refreshState.parse(stored);

/** How long to wait for the server to take a job before giving up, in seconds. */
const usualGiveUpAfter = 60;

/** The pause between two checks, in seconds. The server takes a job within one second. */
const pauseSeconds = 1;

/**
 * Makes Akkoma's server reload the accounts that an action changed, in the transaction of `em` that changed them.
 *
 * @param since the id of the last change that an earlier refresh covered; 0 for none.
 * @throws LockNotAvailable where the server is executing an older job about one of the accounts.
 */
export async function startRefresh(
  { instance, jobs }: Pick<ActionDependencies, 'instance' | 'jobs'>,
  em: Em,
  action: number,
  since = 0,
): Promise<void> {
  if (!instance.settings.refresh) return;
  const changed = await changedBy(em, instance, action, since);
  if (changed === null) return;
  if (await deleteOutdatedJobs(em, action, since)) throw new LockNotAvailable();
  const { accounts, unrefreshed, samples } = changed;
  const isOver = unrefreshed === accounts;
  // The refresh of an earlier batch may still be pending.
  const before = since === 0 ? null : readRefresh((await readAction(em, action)).refresh);
  const state: RefreshState = {
    state: 'pending',
    accounts: accounts + (before?.accounts ?? 0),
    untaken: unrefreshed + (before?.untaken ?? 0),
    names: withNames(before?.names, await namesOf(em, samples)),
    expires: instance.features.cacheExpires,
    signed_out: (isOver ? await signOut(em, instance, action, null) : 0) + (before?.signed_out ?? 0),
  };
  if (isOver && before?.state !== 'pending') await end({ jobs }, em, action, state);
  else await storeRefreshState(em, action, state);
  if (isOver) return;
  await beginRefresh(em, instance, { actionId: action, since }, changed);
  await jobs.send(em, 'refresh', { action }, pauseSeconds);
}

/** Adds names to those that are stored, as many as are shown. */
const withNames = (before: readonly string[] = [], more: readonly string[] = []): string[] =>
  [...new Set([...before, ...more])].slice(0, mostNamed);

/**
 * Ends the refresh of an action. Where the copies of accounts that the server did not reload expire, a job tells when
 * they have.
 *
 * @returns the stored state.
 */
async function end(
  { jobs }: Pick<ActionDependencies, 'jobs'>,
  em: Em,
  action: number,
  state: RefreshState,
): Promise<RefreshState> {
  const isTaken = state.untaken === 0;
  const expiresAt = isTaken || !state.expires ? null : await timeFromNow(em, cacheLifetime * 1000);
  const last: RefreshState = isTaken
    ? { ...state, state: 'taken' }
    : { ...state, state: 'untaken', expires_at: expiresAt?.toISOString() ?? null };
  await storeRefreshState(em, action, last);
  if (expiresAt !== null) await jobs.send(em, 'refresh', { action }, expiresAt);
  return last;
}

/** Whether the copies that the server kept of accounts have expired. */
const hasExpired = async (em: Em, { state, expires_at: at }: RefreshState): Promise<boolean> =>
  state === 'untaken' && at != null && new Date(at) <= (await timeFromNow(em, 0));

const storeRefreshState = (em: Em, action: number, state: RefreshState): Promise<unknown> =>
  sql`update steward.actions set refresh = ${JSON.stringify(state)}::jsonb where id = ${action}`.execute(
    em.getKysely(),
  );

/**
 * Returns the handler of the job `refresh`. It checks whether Akkoma's server has reloaded the accounts that an action
 * changed, and enqueues itself again until the server has or is given up; then the card shows the result. It continues
 * while Steward is locked, because it cleans up after actions that are done.
 */
export function createRefresh(
  dependencies: Pick<ActionDependencies, 'database' | 'instance' | 'jobs'>,
): (payload: { readonly action: number }) => Promise<void> {
  return async ({ action }) => {
    await lookAtRefresh(dependencies, action);
  };
}

/**
 * Does one check.
 *
 * @param giveUpAfter after how many seconds a job is given up.
 * @returns the state after the check; null where nothing has to be reloaded.
 */
export function lookAtRefresh(
  dependencies: Pick<ActionDependencies, 'database' | 'instance' | 'jobs'>,
  id: number,
  giveUpAfter = usualGiveUpAfter,
): Promise<RefreshState | null> {
  return retryOnAkkoma(dependencies, (current) =>
    dependencies.database.em.fork().transactional(async (em) => {
      const action = await loadForUpdate(em, id);
      const state = readRefresh(action.refresh);
      if (state === null) return state;
      const { instance, jobs } = current;
      if (await hasExpired(em, state)) {
        const expired: RefreshState = { ...state, state: 'taken' };
        await storeRefreshState(em, id, expired);
        if (action.visibility === 'public') await renew(em, jobs, action);
        return expired;
      }
      if (state.state !== 'pending') return state;
      await useShortLockTimeout(em);
      const { pending, next } = await withShortLockTimeout(async () => {
        const { unrefreshed, ...look } = await followRefresh(em, instance, id, giveUpAfter);
        const signedOut = await signOut(em, instance, id, unrefreshed);
        return {
          ...look,
          next: {
            ...state,
            // An account can be in two batches: whether it is active is refreshed apart from the rest of it.
            untaken: Math.min(state.accounts, state.untaken + new Set(unrefreshed).size),
            names: withNames(state.names, await namesOf(em, unrefreshed)),
            signed_out: state.signed_out + signedOut,
          },
        };
      });
      if (pending > 0) {
        await storeRefreshState(em, id, next);
        await jobs.send(em, 'refresh', { action: id }, pauseSeconds);
        return next;
      }
      await requireUnchanged(em, instance.features);
      const last = await end({ jobs }, em, id, next);
      // A private answer stays as it was shown.
      if (action.visibility === 'public') await renew(em, jobs, action);
      return last;
    }),
  );
}

/**
 * Returns the actions whose refresh is overdue: it should have been given up by now, and no process has checked it
 * since.
 */
export async function leftRefreshes(em: Em): Promise<number[]> {
  const { rows } = await sql<{ action: number }>`
    select distinct action_id::integer as action from steward.refreshes
    where begun_at < clock_timestamp() - make_interval(secs => ${2 * usualGiveUpAfter}::float8)
    order by 1`.execute(em.getKysely());
  return rows.map(({ action }) => action);
}

/**
 * Signs out the accounts that lost a role through the action or were removed. The server still has them in its cache as
 * they were before, but it reads tokens from the database.
 *
 * @param among the ids of the accounts to consider; null for all that the action changed.
 * @returns the number of accounts that were signed out.
 */
async function signOut(
  em: Em,
  instance: Instance,
  action: number,
  among: readonly string[] | null,
): Promise<number> {
  if (among?.length === 0) return 0;
  const { rows } = await sql<{ id: string }>`
    select u.id from users u
    where u.local and (${among === null}::boolean or u.id = any(${sql.val(among ?? [])}::uuid[])) and u.id in (
      select (key ->> 'id')::uuid from steward.changes
      where action_id = ${action} and table_name = 'users' and before is not null and (
        (before ->> 'is_admin')::boolean and not (after ->> 'is_admin')::boolean and not u.is_admin
        or (before ->> 'is_moderator')::boolean and not (after ->> 'is_moderator')::boolean and not u.is_moderator
        or ${removed('u')}))`.execute(em.getKysely());
  if (rows.length === 0) return 0;
  const ids = sql.val(rows.map(({ id }) => id));
  await endSessions(
    em,
    openJournal(em, action, instance.features.columns),
    sql`select unnest(${ids}::uuid[])`,
  );
  return rows.length;
}

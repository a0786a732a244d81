import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../akkoma/instance.ts';
import type { Em } from '../database/connection/connection.ts';
import { isReaderUsable, readerOf } from './reader.ts';

/** The accounts of an action that the server has to read again, in numbers. */
export interface Changed {
  readonly accounts: number;
  /** How many of them the server cannot be made to read: all without a reader, otherwise some of the remote ones. */
  readonly unrefreshed: number;
  /** The ids of the first of these. */
  readonly samples: readonly string[];
  /** How many of them get an activation job of their own. */
  readonly activations: number;
  /** How many of them the server has to read in full. */
  readonly readings: number;
  /** The actor that makes the server read accounts; null where there is none that can be used. */
  readonly reader: string | null;
}

/**
 * Counts the accounts that an action has changed.
 *
 * @param since the id of the last change that the server was notified of; 0 for none.
 * @returns null where no account was changed.
 */
export async function changedBy(
  em: Em,
  instance: Instance,
  actionId: number,
  since: number,
): Promise<Changed | null> {
  const { rows } = await sql<
    Omit<Changed, 'unrefreshed' | 'samples'> & {
      beyond: number;
      first: readonly string[];
      firstBeyond: readonly string[] | null;
    }
  >`
    select (count(*) filter (where is_activation or is_reading or is_beyond))::integer as accounts,
      (count(*) filter (where is_beyond))::integer as beyond,
      (array_agg(id order by id) filter (where is_activation or is_reading or is_beyond))[:${mostNamed}] as first,
      (array_agg(id order by id) filter (where is_beyond))[:${mostNamed}] as "firstBeyond",
      (count(*) filter (where is_activation))::integer as activations,
      (count(*) filter (where is_reading))::integer as readings, (${readerOf(instance)}) as reader
    from (${changedSince(actionId, since)}) changed`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined || row.accounts === 0) return null;
  const { beyond, first, firstBeyond, ...changed } = row;
  const reader = isReaderUsable(instance) ? changed.reader : null;
  return reader === null
    ? { ...changed, reader, unrefreshed: changed.accounts, samples: first }
    : { ...changed, reader, unrefreshed: beyond, samples: firstBeyond ?? [] };
}

/** The maximum number of accounts that are named where the server does not refresh some. */
export const mostNamed = 3;

/** Returns the names of accounts in the order of their ids, `mostNamed` at most. */
export async function namesOf(em: Em, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ name: string }>`
    select coalesce(nickname, ap_id)::text as name from users
    where id = any(${sql.val(ids)}::uuid[]) order by id limit ${mostNamed}`.execute(em.getKysely());
  return rows.map(({ name }) => name);
}

/**
 * A select of the accounts that an action has changed. It says whether each became active or inactive, by which of the
 * two ways the server is notified, and whether some of the change cannot be passed on. Changed counts of remote
 * accounts are ignored: those are kept by their own server.
 */
export const changedSince = (actionId: number, since: number): RawBuilder<unknown> => sql`
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

/** Whether the job that sets an account's state has no other effect; `alias` stands for a row of `users`. */
export const mayBeActivated = (alias: string): RawBuilder<boolean> => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(
    not ${column('is_active')} or not ${column('local')} and not exists (
      select from following_relationships r join users friend on friend.id = r.following_id
      where r.follower_id = ${column('id')} and r.state = 2 and friend.local and friend.is_active))`;
};

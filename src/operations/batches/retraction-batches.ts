import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import {
  type Amount,
  buryAgain,
  countRetraction,
  itemsOf,
  type Portion,
  retract,
  takeOffAgain,
} from '../../akkoma/retraction/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { ApplyContext } from '../operation.ts';
import type { Running } from './pending-accounts.ts';

type Retracting = Pick<ApplyContext, 'em' | 'actionId' | 'journal' | 'instance' | 'flakeIds' | 'now'>;

/**
 * The number of posts, likes, boosts and reactions that one transaction deletes: few enough that nobody's post waits
 * long for the counter of posts, which the transaction locks.
 */
const atOnce = 200;

/** Which of an account's activities are included. */
interface RetractionScope {
  /** Whether activities since the action began are included. */
  readonly withLater?: boolean;
  /** The FlakeId of the account's newest activity when the action began, where that is known. */
  readonly until?: string | null;
}

/**
 * Deletes the next of an account's posts, likes, boosts and reactions, of those from before the action began.
 *
 * @returns how many of each it found.
 */
export const retractNext = (
  context: Retracting,
  account: { readonly apId: string; readonly isActive: boolean },
  scope: RetractionScope = {},
): Promise<Amount> =>
  retract(context, account, itemsOf(account.apId, { ...portionOf(context, scope), limit: atOnce }));

/**
 * Counts what is left, except boosts that the action has already undone although they stay (behaviour.md 11.2 step 2).
 *
 * @param limit the count stops at this number.
 */
export const countLeft = (
  running: Running,
  apId: string,
  { limit = Number.MAX_SAFE_INTEGER, ...scope }: RetractionScope & { readonly limit?: number } = {},
): Promise<Amount> => countRetraction(running.em, apId, { ...portionOf(running, scope), limit });

/** The FlakeId of an account's newest activity, in the order of the index on its activities; null where it has none. */
export async function newestOf(em: Em, apId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select steward.flake_text(id) as id from activities where actor = ${apId}
    order by id desc nulls last limit 1`.execute(em.getKysely());
  return rows[0]?.id ?? null;
}

/**
 * Deletes again what an action has deleted and Akkoma's server has written back: the server had read a post before,
 * waited for its lock, and then wrote the old post with another like (behaviour.md 11.4). A post of the account can
 * return in this way, and so can its like of another account's post.
 *
 * @returns how many posts were changed again.
 */
export async function deleteReturned(context: Retracting, apId: string): Promise<number> {
  const { actionId } = context;
  const buried = await buryReturned(context);
  const takenOff = await takeOffAgain(
    context,
    { apId },
    sql`
      select before -> 'data' as data from steward.changes
      where action_id = ${actionId} and table_name = 'activities' and after is null
        and before #>> '{data,type}' in ('Like', 'Announce', 'EmojiReact')`,
  );
  return buried + takenOff;
}

/** Turns the posts that an action has deleted, and Akkoma's server has written back, into tombstones again. */
export const buryReturned = (context: Retracting): Promise<number> =>
  buryAgain(
    context,
    sql`
      select distinct on (key) (key ->> 'id')::bigint as id, after -> 'data' as data
      from steward.changes
      where action_id = ${context.actionId} and table_name = 'objects' and after #>> '{data,type}' = 'Tombstone'
      order by key, id desc`,
  );

/** When nothing has come back for this time, in milliseconds, nothing is expected to come back any more. */
const quietTime = 3_000;

/**
 * Since when nothing has come back, and whether that is long enough, by the database's clock.
 *
 * @param before since when nothing had come back at the previous check; null at the first one.
 * @param returned how much has come back now.
 */
export async function quietSince(
  em: Em,
  before: string | null,
  returned: number,
): Promise<{ since: string | null; isOver: boolean }> {
  if (returned > 0) return { since: null, isOver: false };
  const { rows } = await sql<{ now: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(em.getKysely());
  const now = rows[0]?.now ?? 0;
  const since = before ?? new Date(now).toISOString();
  return { since, isOver: now - Date.parse(since) >= quietTime };
}

function portionOf(
  { actionId }: Running,
  { withLater = false, until = null }: RetractionScope,
): Omit<Portion, 'limit'> {
  const made = sql`
    from steward.changes where action_id = ${actionId} and table_name = 'activities' and before is null`;
  return {
    undone: sql`select after #>> '{data,object}' ${made}`,
    // The first batch has none before it.
    onlyBefore: withLater ? sql`null::uuid` : sql`select (after ->> 'id')::uuid ${made} order by id limit 1`,
    alsoUpTo: sql`${until === null ? null : uuidFromFlakeId(until)}::uuid`,
  };
}

/** The total of an amount. */
export const totalOf = ({ posts, likes, boosts, reactions, orphans }: Amount): number =>
  posts + likes + boosts + reactions + orphans;

/** The sum of two amounts. */
export const sumOf = (a: Amount, b: Amount): Amount => ({
  posts: a.posts + b.posts,
  likes: a.likes + b.likes,
  boosts: a.boosts + b.boosts,
  reactions: a.reactions + b.reactions,
  orphans: a.orphans + b.orphans,
});

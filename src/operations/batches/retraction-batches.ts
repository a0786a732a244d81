import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import {
  type Amount,
  buryAgain,
  countRetraction,
  type Portion,
  retract,
  takeOffAgain,
} from '../../akkoma/retraction/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { ApplyContext } from '../operation.ts';
import type { Running } from './pending-accounts.ts';

type Retracting = Pick<ApplyContext, 'em' | 'actionId' | 'journal' | 'instance' | 'flakeIds' | 'now'>;

/**
 * How many posts, likes, boosts and reactions go in one transaction: few enough that nobody's post, whose counter it holds,
 * waits for long.
 */
const atOnce = 200;

/** What of an account is meant. */
interface Meant {
  /** Whether what it has posted since the action began goes too. */
  readonly withLater?: boolean;
  /** The FlakeId of its newest activity when the action began, where that is known. */
  readonly until?: string | null;
}

/**
 * Deletes the next of an account's posts, likes, boosts and reactions, those of the time before the action began.
 *
 * @returns what there was of them.
 */
export const retractNext = (
  writing: Retracting,
  account: { readonly apId: string; readonly isActive: boolean },
  meant: Meant = {},
): Promise<Amount> => retract(writing, account, { ...portionOf(writing, meant), most: atOnce });

/**
 * What is left of them, but for boosts that an action has undone in name already.
 *
 * @param most no more are counted.
 */
export const countLeft = (
  running: Running,
  apId: string,
  { most = Number.MAX_SAFE_INTEGER, ...meant }: Meant & { readonly most?: number } = {},
): Promise<Amount> => countRetraction(running.em, apId, { ...portionOf(running, meant), most });

/** The FlakeId of an account's newest activity, by the order of the index on its activities; null where it has none. */
export async function newestOf(em: Em, apId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select steward.flake_text(id) as id from activities where actor = ${apId}
    order by id desc nulls last limit 1`.execute(em.getKysely());
  return rows[0]?.id ?? null;
}

/**
 * Deletes once more what an action has deleted and Akkoma's server has written back: it had read a post before, and waited
 * until that was free to write it with somebody's like (behaviour.md 11.4). So a post of the account's comes back, or its
 * like of another's.
 *
 * @returns how many posts.
 */
export async function buryReturned(writing: Retracting, apId: string): Promise<number> {
  const { actionId } = writing;
  const buried = await buryAgain(
    writing,
    sql`
      select distinct on (key) (key ->> 'id')::bigint as id, after -> 'data' as data
      from steward.changes
      where action_id = ${actionId} and table_name = 'objects' and after #>> '{data,type}' = 'Tombstone'
      order by key, id desc`,
  );
  const takenOff = await takeOffAgain(
    writing,
    { apId },
    sql`
      select before -> 'data' as data from steward.changes
      where action_id = ${actionId} and table_name = 'activities' and after is null
        and before #>> '{data,type}' in ('Like', 'Announce', 'EmojiReact')`,
  );
  return buried + takenOff;
}

/** For how long nothing must have come back, in milliseconds, until nothing is expected to any more. */
const quietTime = 3_000;

/**
 * Since when nothing has come back, and whether that is long enough, by the database's clock.
 *
 * @param before since when it had not at the look before; null at the first one.
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

function portionOf({ actionId }: Running, { withLater = false, until = null }: Meant): Omit<Portion, 'most'> {
  const made = sql`
    from steward.changes where action_id = ${actionId} and table_name = 'activities' and before is null`;
  return {
    undone: sql`select after #>> '{data,object}' ${made}`,
    // The first batch has none before it.
    before: withLater ? sql`null::uuid` : sql`select (after ->> 'id')::uuid ${made} order by id limit 1`,
    until: sql`${until === null ? null : uuidFromFlakeId(until)}::uuid`,
  };
}

/** How much of an account is left to be deleted, however it is called. */
export const totalOf = ({ posts, likes, boosts, reactions, orphans }: Amount): number =>
  posts + likes + boosts + reactions + orphans;

/** Two amounts together. */
export const sumOf = (a: Amount, b: Amount): Amount => ({
  posts: a.posts + b.posts,
  likes: a.likes + b.likes,
  boosts: a.boosts + b.boosts,
  reactions: a.reactions + b.reactions,
  orphans: a.orphans + b.orphans,
});

import { sql } from 'kysely';
import {
  type Amount,
  buryAgain,
  countRetraction,
  type Portion,
  retract,
} from '../akkoma/retraction/index.ts';
import type { Writing } from './operation.ts';
import type { Running } from './pending-accounts.ts';

type Retracting = Pick<Writing, 'em' | 'actionId' | 'journal' | 'instance' | 'flakeIds' | 'now'>;

/**
 * How many posts, likes, boosts and reactions go in one transaction: few enough that nobody's post, whose counter it holds,
 * waits for long.
 */
const atOnce = 200;

/**
 * Deletes the next of an account's posts, likes, boosts and reactions, those of the time before the action began.
 *
 * @param withLater whether what it has posted since goes too.
 * @returns what there was of them.
 */
export const retractNext = (
  writing: Retracting,
  account: { readonly apId: string; readonly isActive: boolean },
  withLater = false,
): Promise<Amount> => retract(writing, account, { ...portionOf(writing, withLater), most: atOnce });

/**
 * What is left of them, but for boosts that an action has undone in name already.
 *
 * @param most no more are counted.
 */
export const countLeft = (running: Running, apId: string, most = Number.MAX_SAFE_INTEGER): Promise<Amount> =>
  countRetraction(running.em, apId, { ...portionOf(running, false), most });

/**
 * Deletes posts of an action once more that Akkoma's server has written back: it had read them before, and waited until they
 * were deleted (behaviour.md 11.4).
 *
 * @returns how many.
 */
export const buryReturned = (writing: Retracting): Promise<number> =>
  buryAgain(
    writing,
    sql`
      select distinct on (key) (key ->> 'id')::bigint as id, after -> 'data' as data
      from steward.changes
      where action_id = ${writing.actionId} and table_name = 'objects' and after #>> '{data,type}' = 'Tombstone'
      order by key, id desc`,
  );

function portionOf({ actionId }: Running, withLater: boolean): Omit<Portion, 'most'> {
  const made = sql`
    from steward.changes where action_id = ${actionId} and table_name = 'activities' and before is null`;
  return {
    undone: sql`select after #>> '{data,object}' ${made}`,
    // The first batch has none before it.
    before: withLater ? sql`null::uuid` : sql`select (after ->> 'id')::uuid ${made} order by id limit 1`,
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

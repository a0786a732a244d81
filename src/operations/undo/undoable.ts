import { secretColumns } from '../../database/change-records/kept-rows.ts';
import { readable } from '../../database/rights/grants.ts';
import { columns, mergeWrites, type TableWrites, type Writes } from '../../database/rights/writes.ts';
import type { Operations } from '../operation.ts';
import { type ActionTier, stricterOf } from '../tier.ts';
import { writes } from '../writes.ts';

/** The names of the operations that can be undone from the rows that they recorded. */
export const undoableOf = (operations: Operations): string[] =>
  [...operations.values()].filter(({ undo }) => undo === 'recorded').map(({ name }) => name);

/**
 * Returns what undoing operations requires: the approvals of each operation and of its reverse, and the highest tier
 * among the reverses.
 */
export function precautionsOf(
  operations: Operations,
  names: readonly string[],
): { alsoRequires: string[]; tier: ActionTier } {
  const alsoRequires = new Set(names);
  let tier: ActionTier = 'routine';
  for (const name of names) {
    const reverse = operations.get(operations.get(name)?.reverse ?? '');
    if (reverse?.undo !== 'recorded') continue;
    alsoRequires.add(reverse.name);
    tier = stricterOf(tier, reverse.tier);
  }
  return { alsoRequires: [...alsoRequires], tier };
}

/**
 * The tier that an undo of an action has: that of the action, or `routine` where moderators may request the action.
 * The approvals are those of the action all the same.
 */
export function tierToUndo(
  operations: Operations,
  { operation, tier }: { readonly operation: string; readonly tier: ActionTier },
): ActionTier {
  const undone = operations.get(operation);
  return undone?.forModerators === true && tier === undone.tier ? 'routine' : tier;
}

/** What an undo does besides restoring rows: it follows again, and deletes what goes with an activity. */
const besides: Writes = {
  users: { update: columns('follower_count following_count updated_at') },
  ...writes.inserts,
  ...writes.dependents,
};

/** What undoing any of these operations does to Akkoma's tables: the opposite of what they do. */
export function undoWrites(operations: Operations): Writes {
  const undone = [...operations.values()].flatMap(({ undo, writes, optionalWrites }) =>
    undo === 'recorded' && typeof writes !== 'function' ? [writes, optionalWrites?.writes ?? {}] : [],
  );
  const opposites = Object.entries(mergeWrites(...undone)).map(([table, each]) => [
    table,
    oppositeOf(table, each),
  ]);
  return mergeWrites(besides, Object.fromEntries(opposites));
}

/** The tables whose inserted rows stay: a tombstone for a post whose object was not stored is no harm. */
const staying: readonly string[] = ['objects'];

/** A deleted row is restored with every column that is kept of it. */
const oppositeOf = (table: string, { insert, update, delete: deleted }: TableWrites): TableWrites => ({
  ...(deleted ? { insert: readable(table).filter((column) => !secretColumns.includes(column)) } : {}),
  ...(update === undefined ? {} : { update }),
  ...(insert === undefined || staying.includes(table) ? {} : { delete: true }),
});

import type { Write, Writes } from '../../database/rights/writes.ts';
import { Refused } from '../../text/errors.ts';
import { type Text, text } from '../../text/text.ts';
import type { Instance } from '../instance.ts';

/**
 * Returns the migrations that are newer than all that Steward knows, and that no administrator has declared as checked
 * (`AKKOMA_CHECKED_MIGRATION`).
 */
export const unknownTo = ({ features, settings }: Instance): readonly number[] =>
  features.unknownMigrations.filter((migration) => migration > settings.checkedMigration);

/**
 * A table that an operation writes to differs from the known one. The operation is possible again after Steward has
 * been updated, or after an administrator has checked the change.
 */
export class Unfit extends Refused {}

/**
 * Checks the tables that an operation writes to, if Akkoma is newer than Steward knows: they must be as Steward knows
 * them, as far as the operation's writes are concerned.
 *
 * @throws Unfit naming the tables that differ.
 */
export function requireFit(instance: Instance, writes: Writes): void {
  // The moderation log only has actions on accounts.
  const isLogged = instance.settings.moderationLog && 'users' in writes;
  const faults = misfitsIn(instance, { ...writes, ...(isLogged ? { moderation_log: { insert: [] } } : {}) });
  if (faults.length === 0) return;
  throw new Unfit(
    text`This Akkoma is newer than Steward knows, and tables that this command writes to have changed: ${faults.join('; ')}. Nothing was changed. ${remedyFor(unknownTo(instance))}`,
  );
}

/** Whether tables are as Steward knows them, as far as these writes are concerned. */
export const isFit = (instance: Instance, writes: Writes): boolean =>
  misfitsIn(instance, writes).length === 0;

/** Returns the tables that differ, each with its differences. */
function misfitsIn(instance: Instance, writes: Writes): readonly string[] {
  if (unknownTo(instance).length === 0) return [];
  const { misfits } = instance.features;
  return Object.entries(writes).flatMap(([table, written]) => {
    const ways = Object.keys(written) as Write[];
    const words = new Set(ways.flatMap((way) => misfits[table]?.[way] ?? []));
    return words.size === 0 ? [] : [`${table} (${[...words].join(', ')})`];
  });
}

/** Says what to do about an Akkoma that is newer than Steward knows. */
export const remedyFor = (unknown: readonly number[]): Text =>
  text`Update Steward. If there is no update yet, have someone who knows Akkoma's database check that the changes are harmless. Then set AKKOMA_CHECKED_MIGRATION=${[String(unknown.at(-1) ?? 0)]} and start Steward again.`;

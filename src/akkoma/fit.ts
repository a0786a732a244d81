import { Refused } from '../errors.ts';
import { type Text, text } from '../text.ts';
import type { Instance } from './instance.ts';
import type { Writes } from './known-tables.ts';

/**
 * The migrations that are newer than all that Steward knows, and that nobody has said to have looked at
 * (`AKKOMA_CHECKED_MIGRATION`).
 */
export const unknownTo = ({ features, settings }: Instance): readonly number[] =>
  features.unknownMigrations.filter((migration) => migration > settings.checkedMigration);

/**
 * Where Akkoma is newer than Steward knows, an operation writes only to tables that are, in what it does to them, as they
 * are known.
 *
 * @throws Refused naming what is not.
 */
export function requireFit(instance: Instance, writes: Writes): void {
  const unknown = unknownTo(instance);
  if (unknown.length === 0) return;
  const { misfits } = instance.features;
  const moderating: Writes = instance.settings.moderationLog ? { moderation_log: ['insert'] } : {};
  const faults = Object.entries({ ...writes, ...moderating }).flatMap(([table, ways]) => {
    const words = new Set(ways.flatMap((way) => misfits[table]?.[way] ?? []));
    return words.size === 0 ? [] : [`${table} (${[...words].join(', ')})`];
  });
  if (faults.length === 0) return;
  throw new Refused(
    text`This Akkoma is newer than Steward knows, and what this would write to has changed: ${faults.join('; ')}. Nothing was changed. ${howToGoOn(unknown)}`,
  );
}

/** What is to be done about an Akkoma that is newer than all that Steward knows. */
export const howToGoOn = (unknown: readonly number[]): Text =>
  text`Update Steward; or, once someone has seen that it does no harm, set AKKOMA_CHECKED_MIGRATION=${[String(unknown.at(-1) ?? 0)]} and start Steward again.`;

import type { Write, Writes } from '../../database/rights/writes.ts';
import { Refused } from '../../text/errors.ts';
import { type Text, text } from '../../text/text.ts';
import type { Instance } from '../instance.ts';

/**
 * The migrations that are newer than all that Steward knows, and that nobody has said to have looked at
 * (`AKKOMA_CHECKED_MIGRATION`).
 */
export const unknownTo = ({ features, settings }: Instance): readonly number[] =>
  features.unknownMigrations.filter((migration) => migration > settings.checkedMigration);

/** What an operation writes to is not as it is known: it can be done once Steward has been updated, or someone has looked. */
export class Unfit extends Refused {}

/**
 * Where Akkoma is newer than Steward knows, an operation writes only to tables that are, in what it does to them, as they
 * are known.
 *
 * @throws Unfit naming what is not.
 */
export function requireFit(instance: Instance, writes: Writes): void {
  // What is done to accounts is logged there, and nothing else.
  const isLogged = instance.settings.moderationLog && 'users' in writes;
  const faults = misfitsIn(instance, { ...writes, ...(isLogged ? { moderation_log: { insert: [] } } : {}) });
  if (faults.length === 0) return;
  throw new Unfit(
    text`This Akkoma is newer than Steward knows, and tables that this command writes to have changed: ${faults.join('; ')}. Nothing was done. ${howToGoOn(unknownTo(instance))}`,
  );
}

/** Whether tables are, in what is done to them, as they are known. */
export const isFit = (instance: Instance, writes: Writes): boolean =>
  misfitsIn(instance, writes).length === 0;

/** The tables that are not, each with what is another. */
function misfitsIn(instance: Instance, writes: Writes): readonly string[] {
  if (unknownTo(instance).length === 0) return [];
  const { misfits } = instance.features;
  return Object.entries(writes).flatMap(([table, written]) => {
    const ways = Object.keys(written) as Write[];
    const words = new Set(ways.flatMap((way) => misfits[table]?.[way] ?? []));
    return words.size === 0 ? [] : [`${table} (${[...words].join(', ')})`];
  });
}

/** What is to be done about an Akkoma that is newer than all that Steward knows. */
export const howToGoOn = (unknown: readonly number[]): Text =>
  text`Update Steward. If there is no update yet, and someone who knows Akkoma's database has checked that the changes do no harm, set AKKOMA_CHECKED_MIGRATION=${[String(unknown.at(-1) ?? 0)]} and start Steward again.`;

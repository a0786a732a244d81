import { type Features, newestRelease, readFeatures } from '../akkoma/schema/features.ts';
import { remedyFor } from '../akkoma/schema/fit.ts';
import { searchPathFault } from '../akkoma/schema/search-path.ts';
import { quietConsoleCommand } from '../text/program-name.ts';
import { text } from '../text/text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';

/** Checks which release of Akkoma the database belongs to. */
export const akkoma = defineCheck({
  name: 'Akkoma',
  needs: ['database'],
  gives: ['features'],
  look: async ({ database, AKKOMA_CHECKED_MIGRATION: checked = 0 }) => {
    const fault = await searchPathFault(database.em.fork());
    if (fault !== null) return failed(fault.said, fault.mend);
    const features = await readFeatures(database.em.fork());
    const { release, columns, unknownMigrations, obanLevel } = features;
    if (!('users' in columns)) {
      return failed(
        text`The role finds no table "users" in the database.`,
        text`Set DATABASE_URL to Akkoma's own database, which has this table in schema "public".`,
      );
    }
    if (release === null) {
      return failed(
        text`Unknown version. Akkoma is older than 3.13, or this is another program, such as Pleroma, or Steward's role cannot read schema_migrations.`,
        text`Run the output of ${quietConsoleCommand('grants')} in the database, as a superuser. If that does not help, upgrade Akkoma to 3.13 or newer and run "pleroma_ctl migrate".`,
        { features },
      );
    }
    const unknown = unknownMigrations.filter((migration) => migration > checked);
    if (unknown.length > 0) {
      return warning(
        text`Newer than ${newestRelease}, with migrations that Steward does not know: ${unknown.join(', ')}. Commands that only read work. Commands that write to changed tables are refused (changed: ${changedIn(features)}).`,
        remedyFor(unknown),
        { features },
      );
    }
    const version = unknownMigrations.length > 0 ? `newer than ${newestRelease}, checked` : release;
    return ok(text`Version: ${version}. Oban's tables: level ${obanLevel ?? 0}. ${guesses(features)}`, {
      features,
    });
  },
});

const changedIn = ({ misfits }: Features): string => {
  const tables = Object.keys(misfits);
  return tables.length === 0 ? 'none' : tables.join(', ');
};

/** Akkoma's search settings, which Steward infers from the tables and the queue. */
const guesses = ({ alwaysIndexes, hasSeenIndexJobs }: Features): string =>
  alwaysIndexes
    ? 'Search: Akkoma queues an index job for every change.'
    : hasSeenIndexJobs
      ? 'Search: an external index, according to the jobs in the queue. If that is wrong, set AKKOMA_EXTERNAL_SEARCH=false.'
      : 'Search: in the database. If that is wrong, set AKKOMA_EXTERNAL_SEARCH=true.';

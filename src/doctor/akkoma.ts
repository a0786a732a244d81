import { type Features, newestRelease, readFeatures } from '../akkoma/schema/features.ts';
import { remedyFor } from '../akkoma/schema/fit.ts';
import { text } from '../text/text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';

/** Checks which release of Akkoma the database belongs to. */
export const akkoma = defineCheck({
  name: 'Akkoma',
  needs: ['database'],
  gives: ['features'],
  look: async ({ database, AKKOMA_CHECKED_MIGRATION: checked = 0 }) => {
    const features = await readFeatures(database.em.fork());
    const { release, columns, unknownMigrations, obanLevel } = features;
    if (!('users' in columns)) {
      return failed(
        text`The database has no table of users that the role can find.`,
        text`Let DATABASE_URL name Akkoma's own database, which has that table in schema public.`,
      );
    }
    if (release === null) {
      return failed(
        text`Its version is not known: it is older than 3.13, or another program, such as Pleroma, or Steward's role may not read schema_migrations.`,
        text`Run in the database what "npm run --silent console -- grants" prints, as a superuser. If it stays so, upgrade Akkoma to 3.13 or newer and finish that with "pleroma_ctl migrate".`,
        { features },
      );
    }
    const unknown = unknownMigrations.filter((migration) => migration > checked);
    if (unknown.length > 0) {
      return warning(
        text`It is newer than ${newestRelease}, and has run migrations that Steward does not know (${unknown.join(', ')}). Looking things up works; commands that write to tables that have changed are refused${changedIn(features)}.`,
        remedyFor(unknown),
        { features },
      );
    }
    const version = unknownMigrations.length > 0 ? `newer than ${newestRelease}, and checked` : release;
    return ok(text`Version ${version}, with Oban's tables at level ${obanLevel ?? 0}. ${guesses(features)}`, {
      features,
    });
  },
});

const changedIn = ({ misfits }: Features): string => {
  const tables = Object.keys(misfits);
  return tables.length === 0 ? ' (none has)' : ` (${tables.join(', ')})`;
};

/** Akkoma's search settings, which Steward infers from the tables and the queue. */
const guesses = ({ alwaysIndexes, hasSeenIndexJobs }: Features): string =>
  alwaysIndexes
    ? 'Search: jobs are made for every change.'
    : hasSeenIndexJobs
      ? 'Search: an external index, by the jobs in its queue. If that is wrong, set AKKOMA_EXTERNAL_SEARCH=false.'
      : 'Search: in the database. If that is wrong, set AKKOMA_EXTERNAL_SEARCH=true.';

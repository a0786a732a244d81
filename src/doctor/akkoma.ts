import { type Features, readFeatures } from '../akkoma/features.ts';
import { howToGoOn } from '../akkoma/fit.ts';
import { text } from '../text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';

/** Which Akkoma the database is of. */
export const akkoma = defineCheck({
  name: 'Akkoma',
  needs: ['database'],
  gives: ['features'],
  look: async ({ database, AKKOMA_CHECKED_MIGRATION: checked = 0 }) => {
    const features = await readFeatures(database.em.fork());
    const { release, columns, unknownMigrations } = features;
    if (!('users' in columns)) {
      return failed(
        text`The database has no table of users that the role can find.`,
        text`Let DATABASE_URL name Akkoma's own database, which has that table in schema public.`,
      );
    }
    const unknown = unknownMigrations.filter((migration) => migration > checked);
    if (unknown.length > 0) {
      return warning(
        text`It has run migrations that are newer than Steward knows (${unknown.join(', ')}). Reading works; what writes to tables that have changed is refused${changedIn(features)}.`,
        howToGoOn(unknown),
        { features },
      );
    }
    if (release === null && unknownMigrations.length === 0) {
      return failed(
        text`Its version is not known: it is older than 3.13, or another program, such as Pleroma; or the role may not read schema_migrations.`,
        text`Run in the database what "npm run --silent console -- grants" prints, as a superuser. If it stays so, upgrade Akkoma to 3.13 or newer and finish that with "pleroma_ctl migrate".`,
        { features },
      );
    }
    return ok(text`Version ${release ?? 'newer than Steward knows, and checked'}. ${guesses(features)}`, {
      features,
    });
  },
});

const changedIn = ({ misfits }: Features): string => {
  const tables = Object.keys(misfits);
  return tables.length === 0 ? ' (none has)' : ` (${tables.join(', ')})`;
};

/** What was read off its tables though its configuration decides it. */
const guesses = ({ alwaysIndexes, indexJobsSeen }: Features): string =>
  alwaysIndexes
    ? 'Its search index is told of every change.'
    : indexJobsSeen
      ? 'It has jobs for a search index, so it is told of changes unless AKKOMA_EXTERNAL_SEARCH says otherwise.'
      : 'It seems to search in the database; where it does not, set AKKOMA_EXTERNAL_SEARCH=true.';

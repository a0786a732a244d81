import { sql } from 'kysely';
import { text } from '../text/text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';

/** How many nicknames are named at most. */
const mostNamed = 5;

/**
 * Checks that the index is there that keeps nicknames unique, whose case does not count. Only without it, all accounts
 * are read for nicknames that occur twice.
 */
export const nicknames = defineCheck({
  name: 'Nicknames',
  needs: ['database', 'features'],
  look: async ({ database }) => {
    const kysely = database.em.fork().getKysely();
    const { rows: indexes } = await sql`
      select from pg_index
      where indrelid = to_regclass('users') and indisunique and indisvalid and indpred is null and indnkeyatts = 1
        and pg_get_indexdef(indexrelid, 1, true) in ('nickname', 'lower(nickname::text)')`.execute(kysely);
    if (indexes.length > 0) return ok(text`Akkoma's unique index on nicknames is intact.`);
    const lost = text`Akkoma's unique index on nicknames is missing or invalid.`;
    const { rows: twice } = await sql<{ nickname: string }>`
      select lower(nickname::text) as nickname from users where nickname is not null
      group by 1 having count(*) > 1 order by 1 limit ${mostNamed}::integer`.execute(kysely);
    return twice.length === 0
      ? warning(lost, text`Create the index again as Akkoma's migrations do.`)
      : failed(
          text`${lost} Nicknames of several accounts: ${twice.map(({ nickname }) => nickname).join(', ')}.`,
          text`Rename or delete all but one of these accounts in the database, and create the index again as Akkoma's migrations do.`,
        );
  },
});

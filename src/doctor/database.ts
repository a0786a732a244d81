import { sql } from 'kysely';
import { connect } from '../database/connection/connection.ts';
import { codeOf, isUnreachable } from '../database/connection/failures.ts';
import { deadlockTimeout } from '../database/rights/grants-sql.ts';
import { type Text, text } from '../text/text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';

export const connectionCheck = defineCheck({
  name: 'Database',
  needs: ['DATABASE_URL', 'SLOW_QUERY_MS'],
  gives: ['database'],
  look: async ({ DATABASE_URL: url }) => {
    const database = connect(url, 'steward-doctor');
    try {
      const { rows } = await sql<{ role: string; name: string }>`
        select current_user::text as role, current_database()::text as name`.execute(
        database.em.fork().getKysely(),
      );
      return ok(text`${rows[0]?.name ?? ''} can be reached, as ${rows[0]?.role ?? ''}.`, { database });
    } catch (error) {
      await database.close();
      if (!isUnreachable(error)) throw error;
      return failed(text`It cannot be reached (${codeOf(error) ?? 'no answer'}).`, mendFor(codeOf(error)));
    }
  },
});

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
function mendFor(code: string | undefined): Text {
  switch (code) {
    case 'ECONNREFUSED':
      return text`Start PostgreSQL, or correct host and port in DATABASE_URL: nobody listens there.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return text`Correct the host in DATABASE_URL, or see to the name service: nobody knows that name.`;
    case 'ENOENT':
      return text`Correct the directory of the socket in DATABASE_URL, or start PostgreSQL: there is no socket.`;
    case '3D000':
      return text`Correct the name at the end of DATABASE_URL: the server has no such database.`;
    case '28000':
    case '28P01':
      return text`Correct user and password in DATABASE_URL, or pg_hba.conf: the server does not let them in.`;
    case '53300':
      return text`Let max_connections of PostgreSQL be higher, or others have fewer connections: it takes no more.`;
    default:
      return text`Check DATABASE_URL, the server, and what is between here and there.`;
  }
}

/** In the format of `server_version_num`. */
const oldest = 130_000;

export const version = defineCheck({
  name: 'PostgreSQL',
  needs: ['database'],
  look: async ({ database }) => {
    const { rows } = await sql<{ number: number; name: string }>`
      select current_setting('server_version_num')::integer as number,
        current_setting('server_version') as name`.execute(database.em.fork().getKysely());
    const { number = 0, name = '' } = rows[0] ?? {};
    return number >= oldest
      ? ok(text`Version ${name}.`)
      : failed(text`Version ${name} is too old.`, text`Upgrade PostgreSQL to version 13 or newer.`);
  },
});

/** The greatest difference that is accepted between this machine's clock and the database's, in milliseconds. */
const mostSkew = 5_000;

export const clock = defineCheck({
  name: 'Clock',
  needs: ['database'],
  look: async ({ database }) => {
    const before = Date.now();
    const { rows } = await sql<{ now: number }>`
      select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(
      database.em.fork().getKysely(),
    );
    const after = Date.now();
    const there = rows[0]?.now ?? 0;
    // Only the part that the round trip of the query does not explain.
    const skew = Math.round(Math.max(before - there, there - after, 0));
    const seconds = Math.round(skew / 100) / 10;
    return skew <= mostSkew
      ? ok(text`This machine and the database agree on the time.`)
      : warning(
          text`This machine and the database are ${seconds} seconds apart.`,
          text`Let both keep their time by NTP: what waits goes by the database's, what is drawn by this one's.`,
        );
  },
});

export const deadlocks = defineCheck({
  name: 'Deadlocks',
  needs: ['database'],
  look: async ({ database }) => {
    const { rows } = await sql<{ role: string; milliseconds: number }>`
      select current_user::text as role, setting::integer as milliseconds
      from pg_settings where name = 'deadlock_timeout'`.execute(database.em.fork().getKysely());
    const { role = '', milliseconds = 0 } = rows[0] ?? {};
    return milliseconds <= deadlockTimeout
      ? ok(text`Where Steward and Akkoma wait for each other, Steward gives way.`)
      : warning(
          text`Where Steward and Akkoma wait for each other, either may give way, after ${milliseconds} ms: a post or a follow of somebody can fail.`,
          text`Run in the database what "npm run --silent console -- grants ${role}" prints, as a superuser.`,
        );
  },
});

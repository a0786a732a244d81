import { sql } from 'kysely';
import { connect } from '../database/connection/connection.ts';
import { isUnreachable } from '../database/connection/failures.ts';
import { onlyReads } from '../database/connection/only-reads.ts';
import { isPooled, settingsFault } from '../database/connection/pooler.ts';
import { accessFault } from '../database/connection/start-faults.ts';
import { deadlockTimeout } from '../database/rights/grants-sql.ts';
import { quietConsoleCommand } from '../text/program-name.ts';
import { text } from '../text/text.ts';
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
      const { name = '', role = '' } = rows[0] ?? {};
      const through = (await isPooled(database)) ? text`, through a connection pooler` : text``;
      return ok(text`Connected to ${name} as ${role}${through}.`, { database });
    } catch (error) {
      await database.close();
      if (!isUnreachable(error)) throw error;
      const { said, mend } = accessFault(error);
      return failed(said, mend);
    }
  },
});

export const sessions = defineCheck({
  name: 'Session settings',
  needs: ['database'],
  look: async ({ database }) => {
    const fault = await settingsFault(database);
    return fault === null
      ? ok(text`The session settings that Steward relies on are in effect.`)
      : failed(fault.said, fault.mend);
  },
});

export const writes = defineCheck({
  name: 'Writes',
  needs: ['database'],
  look: async ({ database }) => {
    switch (await onlyReads(database.em.fork())) {
      case 'standby':
        return failed(
          text`The database only reads: the server is a standby.`,
          text`Promote this server, or set DATABASE_URL to the one that takes writes.`,
        );
      case 'setting':
        return failed(
          text`The database only reads: default_transaction_read_only is on.`,
          text`Reset default_transaction_read_only for this server, database and role, or set DATABASE_URL to the server that takes writes.`,
        );
      case false:
        return ok(text`The database takes writes.`);
    }
  },
});

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
      ? ok(text`The clocks of this machine and the database agree.`)
      : warning(
          text`The clocks of this machine and the database differ by ${seconds} seconds.`,
          text`Synchronise both clocks by NTP: deadlines use the database's, displayed times use this machine's.`,
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
      ? ok(text`In a deadlock with Akkoma, PostgreSQL aborts Steward's transaction.`)
      : warning(
          text`In a deadlock with Akkoma, PostgreSQL may abort Akkoma's transaction (deadlock_timeout: ${milliseconds} ms). A user's post or follow can fail then.`,
          text`Run the output of ${quietConsoleCommand(`grants ${role}`)} in the database, as a superuser.`,
        );
  },
});

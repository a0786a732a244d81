import { sql } from 'kysely';
import type { Pool } from 'pg';
import { Unavailable } from '../../text/errors.ts';
import { type Text, text } from '../../text/text.ts';
import type { Database } from './connection.ts';
import { processIdOf } from './watched-client.ts';

/**
 * The session settings that Steward relies on. Each connection asks for them at its start, which overrides the defaults
 * of the role and the database. A connection pooler cannot pass that on, so the grants also make them the role's
 * defaults, and the start reads them back.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html
 */
export const sessionSettings: Readonly<Record<string, string>> = {
  timezone: 'UTC',
  datestyle: 'ISO',
  standard_conforming_strings: 'on',
  // Transactions lock the rows that they decide about and read them again, which must show the latest committed values.
  default_transaction_isolation: 'read committed',
  lock_timeout: '20s',
  // Limits how long a process that is suspended or cut off in the middle of a transaction holds its locks.
  idle_in_transaction_session_timeout: '5s',
};

/** The start-up parameter `options`. The timeout is one of the connection, which a Unix socket does not have. */
export const startupOptions = Object.entries({ ...sessionSettings, tcp_user_timeout: '5s' })
  .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
  .join(' ');

/** Whether there is a connection pooler in front of the database: it invents a process id for each of its clients. */
export async function isPooled(database: Database): Promise<boolean> {
  const pool = (await database.em.getConnection().getNativeClient()) as Pool;
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ own: number }>('select pg_backend_pid() as own');
    return rows[0]?.own !== processIdOf(client);
  } finally {
    client.release();
  }
}

/** The settings that are not in effect, described in one sentence, and how to fix them; null where all are. */
export async function settingsFault(
  database: Database,
): Promise<{ readonly said: Text; readonly mend: Text } | null> {
  const { rows } = await sql<{ name: string; value: string }>`
    select name, current_setting(name) as value
    from unnest(${Object.keys(sessionSettings)}::text[]) as name order by name`.execute(
    database.em.fork().getKysely(),
  );
  // PostgreSQL adds the order of day and month to `datestyle`.
  const lost = rows.filter(({ name, value }) => value.split(',')[0] !== sessionSettings[name]);
  if (lost.length === 0) return null;
  return {
    said: text`A connection pooler keeps settings of Steward’s sessions from the database: ${[lost.map(({ name }) => name).join(', ')]}.`,
    mend: text`Set DATABASE_URL to PostgreSQL itself, or run the output of "npm run --silent console -- grants" in the database as a superuser and make the pooler reconnect: see docs/install.md, "Connection poolers".`,
  };
}

/** @throws Unavailable where a session setting is not in effect. */
export async function requireSettings(database: Database): Promise<void> {
  const fault = await settingsFault(database);
  if (fault !== null) throw new Unavailable(text`${fault.said} Nothing was changed. ${fault.mend}`);
}

import { sql } from 'kysely';
import type { Pool } from 'pg';
import { Unavailable } from '../../text/errors.ts';
import { quietConsoleCommand } from '../../text/program-name.ts';
import { type Text, text } from '../../text/text.ts';
import type { Database } from './connection.ts';
import { sessionSettings } from './session-settings.ts';
import { processIdOf } from './watched-client.ts';

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
    mend: text`Set DATABASE_URL to PostgreSQL itself, or run the output of ${quietConsoleCommand('grants')} in the database as a superuser and make the pooler reconnect: see docs/install.md, "Connection poolers".`,
  };
}

/** @throws Unavailable where a session setting is not in effect. */
export async function requireSettings(database: Database): Promise<void> {
  const fault = await settingsFault(database);
  if (fault !== null) throw new Unavailable(text`${fault.said} Nothing was changed. ${fault.mend}`);
}

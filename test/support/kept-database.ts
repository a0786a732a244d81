import { Client, type QueryResult } from 'pg';
import { cloneDatabase, type Template } from '../../sandbox/database/template.ts';
import { lastingName } from './connections.ts';
import { keepWorld } from './world-keeper.ts';

/** A database that is used several times. */
export interface KeptDatabase {
  /** Its connection URL for the superuser. */
  readonly url: string;
  /** Disconnects other sessions that are still at work, restores all rows, and returns a connection. */
  open(): Promise<Client>;
  /**
   * Ends the use of the connection, which stays open.
   *
   * @throws Error when tables, rights or settings were changed since `open`: only rows are restored.
   */
  close(): Promise<void>;
}

/** Makes a database that equals `template` each time it is opened. */
export async function keepDatabase(template: Template): Promise<KeptDatabase> {
  const { url } = await cloneDatabase(template);
  // Both connections stay open: a new one takes longer to read the catalogue of 100 tables than restoring them takes.
  const keeper = await connectTo(url);
  const client = await connectTo(url, lastingName);
  const putBack = await keepWorld(keeper);
  await keeper.query(watch);
  return {
    url,
    open: async () => {
      await keeper.query(putOthersOut);
      await putBack();
      return client;
    },
    close: async () => {
      client.removeAllListeners('notice').removeAllListeners('notification');
      await client.query('rollback');
      await client.query(forget);
      const { rows } = await keeper.query<{ done: string }>('select done from kept.structural_changes');
      if (rows.length === 0) return;
      await Promise.all([client.end(), keeper.end()]);
      const done = rows.map((row) => row.done).join(', ');
      throw new Error(`A test that changes more than rows takes ownDatabase(). This one did: ${done}`);
    },
  };
}

export async function connectTo(url: string, applicationName?: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: applicationName });
  await client.connect();
  return reversingUnordered(client);
}

/**
 * Makes a client return the rows of a select without \`order by\` in reverse. PostgreSQL may return them in any order, and
 * nearly always returns the one that a test expects: so a test that relies on it fails at once, and not once in a while.
 */
function reversingUnordered(client: Client): Client {
  const query = client.query.bind(client);
  return Object.assign(client, {
    query: async (text: string, ...values: readonly unknown[]) => {
      const result = await (query as (...all: readonly unknown[]) => Promise<QueryResult>)(text, ...values);
      return Array.isArray(result.rows) &&
        typeof text === 'string' &&
        /^\s*select\b/i.test(text) &&
        !/\border by\b/i.test(text)
        ? { ...result, rows: result.rows.toReversed() }
        : result;
    },
  });
}

/** Records changes to anything but rows, except in temporary tables, and finds the other sessions that are at work. */
const watch = `
  create view kept.others as
    select pid, may_stay from pg_stat_activity,
      lateral (select application_name in ('${lastingName}', 'steward-test', 'steward-jobs', 'steward-running') as may_stay) as they
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
      and not (may_stay and state = 'idle');
  create table kept.structural_changes (done text not null);
  create function kept.note_change() returns event_trigger language plpgsql security definer as $$
  begin
    insert into kept.structural_changes
    select command_tag || ' ' || coalesce(object_identity, object_type) from pg_event_trigger_ddl_commands()
    where schema_name is distinct from 'pg_temp';
  end $$;
  create function kept.note_drop() returns event_trigger language plpgsql security definer as $$
  begin
    insert into kept.structural_changes
    select 'DROP ' || object_identity from pg_event_trigger_dropped_objects() where original and not is_temporary;
  end $$;
  create event trigger note_change on ddl_command_end execute function kept.note_change();
  create event trigger note_drop on sql_drop execute function kept.note_drop()`;

/**
 * Resets the session of a test. Not `discard all`, which would deallocate prepared statements that `pg` still counts
 * on.
 */
const forget = `
  reset all; reset role; unlisten *; close all; discard temp; select pg_advisory_unlock_all()`;

/** Sessions that may stay get half a second to finish their work. A client that reconnects is disconnected again. */
const putOthersOut = `
  do $$
  declare
    looks integer := 0;
  begin
    while exists (select from kept.others) loop
      perform pg_terminate_backend(pid) from kept.others where not may_stay or looks > 100;
      perform pg_sleep(0.005), pg_stat_clear_snapshot();
      looks := looks + 1;
    end loop;
  end $$`;

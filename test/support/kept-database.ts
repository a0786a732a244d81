import { Client } from 'pg';
import { cloneDatabase, type Template } from '../../sandbox/database/template.ts';
import { lastingName } from './connections.ts';
import { keepWorld } from './world-keeper.ts';

/** A database that is used again and again. */
export interface KeptDatabase {
  /** Its connection URL, as the superuser. */
  readonly url: string;
  /** Makes it as its template again, puts out whoever is still at work in it, and gives a connection to it. */
  open(): Promise<Client>;
  /**
   * Takes the connection back.
   *
   * @throws Error when tables, rights or settings were changed meanwhile: only rows are put back.
   */
  close(): Promise<void>;
}

/** Makes a database that is as `template` each time it is opened. */
export async function keepDatabase(template: Template): Promise<KeptDatabase> {
  const { url } = await cloneDatabase(template);
  // They stay open: what a new one has to learn of 100 tables takes longer than to put them back.
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
  return client;
}

/** Notes down what changes more than rows, other than in temporary tables, and tells who else is at work. */
const watch = `
  create view kept.others as
    select pid, may_stay from pg_stat_activity,
      lateral (select application_name in ('${lastingName}', 'steward-test', 'steward-jobs') as may_stay) as they
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

/** What a test has done to its session. `discard all` would throw away the plans of the statements that put rows back too. */
const forget = `
  reset all; reset role; unlisten *; close all; discard temp; select pg_advisory_unlock_all()`;

/** Those that may stay are given half a second to end what they are at. Whoever comes back is put out again. */
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

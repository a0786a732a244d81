import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const POSTGRES = new URL('../../../sandbox/database/postgres.ts', import.meta.url);

test.each([
  { end: 'by itself', does: 'process.exit(3)', outcome: [3, null] },
  { end: 'by an error that nobody catches', does: 'throw new Error("expected")', outcome: [1, null] },
  { end: 'by SIGINT', does: 'process.kill(process.pid, "SIGINT")', outcome: [null, 'SIGINT'] },
  { end: 'by SIGTERM', does: 'process.kill(process.pid, "SIGTERM")', outcome: [null, 'SIGTERM'] },
])('a process that ends $end leaves no server and no directory behind', async ({ does, outcome }) => {
  const { child, port, directory } = await withServer(does);
  expect(await once(child, 'close')).toEqual(outcome);
  expect(await readdir(directory)).toEqual([]);
  await expect(reach(port)).rejects.toThrow('ECONNREFUSED');
});

test('a program that listens to the signal itself closes in its own time', async () => {
  const { child, directory } = await withServer(`
    process.on('SIGTERM', () => setTimeout(async () => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      await client.end();
      await postgres.stop();
      process.exit(7);
    }, 300));
    process.kill(process.pid, 'SIGTERM');`);
  expect(await once(child, 'close')).toEqual([7, null]);
  expect(await readdir(directory)).toEqual([]);
});

/** Starts a process that starts the embedded server, prints its port, and continues as given. */
async function withServer(does: string): Promise<{ child: ChildProcess; port: number; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'steward-test-'));
  // The server runs as a user of its own where this process runs as root.
  await chmod(directory, 0o755);
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const program = `
    import pg from 'pg';
    import { startPostgres } from '${POSTGRES.href}';
    const postgres = await startPostgres();
    const alive = setInterval(() => {}, 1_000);
    process.stdout.write(new URL(postgres.url).port, () => { ${does} });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, TMPDIR: directory },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port] = await once(child.stdout, 'data', { signal: AbortSignal.timeout(60_000) });
  return { child, port: Number(port), directory };
}

async function reach(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

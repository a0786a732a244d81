import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const READY = 'Press Ctrl-C';

// A terminal sends Ctrl-C to every process of its foreground group, and some programs, such as npm, send it again.
test.each([
  { when: 'while it runs', at: READY, times: 2 },
  { when: 'while its database is created', at: 'Starting PostgreSQL', times: 1 },
])('Ctrl-C $when ends the sandbox with 0, without a line of error and without leftovers', async (given) => {
  const sandbox = await startInGroup();
  await expect.poll(() => sandbox.printed).toContain(given.at);
  const before = sandbox.printed;

  for (let sent = 0; sent < given.times; sent += 1) process.kill(-sandbox.pid, 'SIGINT');

  expect(await sandbox.ended).toEqual([0, null]);
  expect(sandbox.printed).toBe(before);
  expect(await readdir(sandbox.directory)).toEqual([]);
  expect(sandbox.processes()).toEqual([]);
});

test('the sandbox ends when the process that the terminal knows is killed', async () => {
  const sandbox = await startInGroup();
  await expect.poll(() => sandbox.printed).toContain(READY);

  process.kill(sandbox.pid, 'SIGKILL');

  await expect.poll(() => sandbox.processes()).toEqual([]);
  expect(await readdir(sandbox.directory)).toEqual([]);
});

test('a bot that ends at its start ends the sandbox with 1, and leaves nothing behind', async () => {
  const sandbox = await startInGroup({ APPROVALS_DESTRUCTIVE: 'many' });

  expect(await sandbox.ended).toEqual([1, null]);
  expect(sandbox.printed).toContain('APPROVALS_DESTRUCTIVE');
  expect(await readdir(sandbox.directory)).toEqual([]);
  expect(sandbox.processes()).toEqual([]);
});

test('an unknown release ends the sandbox with 2 and its usage', async () => {
  const sandbox = await startInGroup({}, ['--akkoma', '1.0']);

  expect(await sandbox.ended).toEqual([2, null]);
  expect(sandbox.printed).toMatch(/^Usage: npm run sandbox -- \[--akkoma /);
});

/** Starts the sandbox in a process group of its own, as a terminal does. All its data are below `directory`. */
async function startInGroup(
  environment: Readonly<Record<string, string>> = {},
  words: readonly string[] = [],
): Promise<{
  readonly pid: number;
  readonly printed: string;
  readonly directory: string;
  readonly ended: Promise<unknown[]>;
  /** The ids of the processes that have been started with this directory and still run. */
  processes(): string[];
}> {
  const directory = await mkdtemp(join(tmpdir(), 'steward-test-'));
  // The server runs as a user of its own where this process runs as root.
  await chmod(directory, 0o777);
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const { TEST_DATABASE_URL: _, ...inherited } = process.env;
  const child: ChildProcess = spawn(process.execPath, ['sandbox/main.ts', ...words], {
    env: { ...inherited, ...environment, TMPDIR: directory, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      printed += String(data);
    });
  }
  return {
    pid: child.pid ?? 0,
    directory,
    ended: once(child, 'close'),
    get printed() {
      return printed;
    },
    processes: () => processesWith(`TMPDIR=${directory}`),
  };
}

/** Returns the ids of the processes whose environment has this variable. */
function processesWith(variable: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc').filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/environ`, 'utf8').split('\0').includes(variable);
    } catch {
      // The process has ended, or belongs to somebody else.
      return false;
    }
  });
}

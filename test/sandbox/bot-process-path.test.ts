import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

test('the bot is found in a folder whose name has spaces and non-ASCII letters', async () => {
  const { createBotProcess } = await import(sandboxWith('a földer of steward ', 'process.exit(7);'));

  const bot = createBotProcess({ environment: {}, ready: () => new Promise(() => undefined) });

  expect(await bot.start()).toBe(false);
  expect(bot.ending).toBe('7');
});

test.each([
  {
    end: 'because the bot does not connect in time',
    ready: `Promise.reject(new Error('late'))`,
    signal: null,
  },
  { end: 'by a signal', ready: 'new Promise(() => {})', signal: 'SIGTERM' },
] as const)('a bot does not outlive the program that started it and ends $end', async ({ ready, signal }) => {
  const file = sandboxWith('steward-test-', `console.log(process.pid); setInterval(() => {}, 1_000);`);
  const program = `
    import { createBotProcess } from '${pathToFileURL(file)}';
    let started = false;
    const heard = new Promise((resolve) => process.once('message', resolve));
    await createBotProcess({ environment: {}, ready: () => heard.then(() => ${ready}) }).start();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [printed] = await once(child.stdout ?? child, 'data', { signal: AbortSignal.timeout(60_000) });

  if (signal) child.kill(signal);
  else child.send('go on');
  // The output ends when the last process that holds it has ended: the bot too.
  const [code, by] = await once(child, 'close');

  expect([code, by]).toEqual(signal ? [null, signal] : [1, null]);
  await expect.poll(() => isRunning(Number(printed))).toBe(false);
});

/** Writes a sandbox whose bot is this program into a temporary folder. Returns the path of its `bot-process.ts`. */
function sandboxWith(prefix: string, bot: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of ['sandbox/bot-process.ts', 'sandbox/database/process-end.ts']) {
    cpSync(file, join(folder, file));
  }
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'src', 'main.js'), bot);
  return join(folder, 'sandbox', 'bot-process.ts');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

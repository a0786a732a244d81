import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

test('the bot is found in a folder whose name has spaces and non-ASCII letters', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'a földer of steward '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'sandbox'));
  cpSync('sandbox/bot-process.ts', join(folder, 'sandbox', 'bot-process.ts'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'main.js'), 'process.exit(7);');
  const { createBotProcess } = await import(join(folder, 'sandbox', 'bot-process.ts'));

  const bot = createBotProcess({ environment: {}, ready: () => new Promise(() => undefined) });

  expect(await bot.start()).toBe(false);
  expect(bot.ending).toBe('7');
});

#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isOldNode, needsNewerNode } from './process/node-version.js';

// The command `steward`. The Node on the PATH starts it, which may be an old one. Beside the development packages lies
// the right one, which then takes over.

/** @param {string} path relative to this file */
const installed = (path) => fileURLToPath(new URL(path, import.meta.url));

const rightNode = installed('../node_modules/node/bin/node');

if (!isOldNode) {
  const { enableCompileCache } = await import('node:module');
  // The same cache as the bot's (src/main.js).
  enableCompileCache(installed('../node_modules/.cache/steward'));
  await import('./console/start.ts');
} else if (existsSync(rightNode) && process.execPath !== rightNode) {
  const child = spawn(rightNode, [installed('console.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes, and the child decides what it means.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', (signal) => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code === null ? 1 : code;
  });
} else {
  process.stderr.write(`${needsNewerNode}\n`);
  process.exitCode = 1;
}

import { join } from 'node:path';
import { isOldNode, needsNewerNode } from './process/node-version.js';

// This file runs before the cache is enabled, so it is JavaScript: for types in it, Node would load its whole compiler
// at every start.
if (isOldNode) {
  process.stderr.write(`${needsNewerNode}\n`);
  process.exitCode = 1;
} else {
  // An old Node does not have these functions, so an import at the top would fail there before the sentence.
  const { enableCompileCache, flushCompileCache } = await import('node:module');
  // Node's compile cache keeps our files, with their types stripped, next to the packages. From the second start on,
  // this saves the time and the memory of compiling them. Where the directory cannot be written, every start compiles
  // them again.
  enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/steward'));
  await import('./bot/start.ts');
  // Node otherwise writes the cache at exit, which a killed process does not reach.
  flushCompileCache();
}

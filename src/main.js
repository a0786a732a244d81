import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// Node's compile cache keeps our files, with their types stripped, next to the packages. From the second start on, this
// saves the time and the memory of compiling them. Where the directory cannot be written, every start compiles them
// again. This file runs before the cache is enabled, so it is JavaScript: for types in it, Node would load its whole
// compiler at every start.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/steward'));
await import('./bot/start.ts');
// Node otherwise writes the cache at exit, which a killed process does not reach.
flushCompileCache();

import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// What Node makes of our files, types taken out, is kept beside the packages: from the second start on neither the time
// nor the memory for that is needed. Where nothing can be written there, every start is like the first. This file alone is
// read before the cache is there: with types in it, Node would load its whole compiler for them at every start.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/steward'));
await import('./bot/start.ts');
// A process that is killed would else leave nothing to the next.
flushCompileCache();

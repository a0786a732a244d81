import { isOldNode, needsNewerNode } from './process/node-version.js';

// Any Node may start this file, as src/main.js.
if (isOldNode) {
  process.stderr.write(`${needsNewerNode}\n`);
  process.exitCode = 1;
} else {
  await import('./setup/start.ts');
}

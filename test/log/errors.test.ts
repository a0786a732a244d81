import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';

test('of an error the log has where it came from, and no line of its message', () => {
  const lines: string[] = [];
  const log = createLog(
    'error',
    new Writable({ write: (line, _, done) => done(void lines.push(String(line))) }),
  );

  log.error({ err: new Error('insert …\n    at noon he wrote: secret') }, 'failed');

  expect(JSON.parse(lines.join('')).err.at[0]).toMatch(/errors\.test\.ts:\d+:\d+/);
  expect(lines.join('')).not.toContain('secret');
});
